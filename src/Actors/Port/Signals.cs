namespace ActorStream.Actors;

/// <summary>A watched actor has ended, and with it its children and effects.</summary>
public sealed record Terminated(IActorRef Actor);

/// <summary>
/// A child threw and is being stopped. Told to its parent at once, so that an effect that is slow to end does not hide the failure; the
/// child's name is free only after its <see cref="Terminated"/>, which comes later to those who watch.
/// </summary>
public sealed record ChildFailed(IActorRef Child, Exception Error);
