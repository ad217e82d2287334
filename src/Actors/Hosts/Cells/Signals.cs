namespace ActorStream.Actors.Hosts;

/// <summary>A word from cell to cell about their lives. It overtakes messages, and an actor that is stopping heeds it too.</summary>
internal abstract class Signal : Delivery
{
    internal override bool ReachesStopping => true;

    internal override bool Overtakes => true;
}

/// <summary>The first thing that every cell hears.</summary>
internal sealed class StartSignal : Signal
{
    internal override void Arrive(ActorCell cell) => cell.Start();
}

/// <summary>The parent, or code outside, wants the actor to stop.</summary>
internal sealed class StopSignal : Signal
{
    internal override void Arrive(ActorCell cell) => cell.RequestStop();
}

/// <summary>A child has ended: its name is free. Sent before the child's watchers are told.</summary>
internal sealed class ChildEnded(ActorCell child) : Signal
{
    internal override void Arrive(ActorCell cell) => cell.ChildHasEnded(child);
}

/// <summary>Someone wants to hear of the end. An actor that has ended drops it, which tells the watcher at once.</summary>
internal sealed class WatchSignal(CellRef watched, IActorRef watcher) : Signal
{
    internal override void Arrive(ActorCell cell) => cell.AddWatcher(watcher);

    internal override void Dropped() => watched.TellEnded(watcher);
}

/// <summary>Takes a <see cref="WatchSignal"/> back.</summary>
internal sealed class UnwatchSignal(IActorRef watcher) : Signal
{
    internal override void Arrive(ActorCell cell) => cell.RemoveWatcher(watcher);
}
