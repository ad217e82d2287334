namespace ActorStream.Actors.Hosts;

/// <summary>Work that an actor gave away, until its task has ended. Hosts run it by <see cref="Execute"/> where its kind belongs.</summary>
internal abstract class Effect(ActorCell cell, EffectKind kind) : IThreadPoolWorkItem
{
    internal ActorCell Cell { get; } = cell;

    internal EffectKind Kind { get; } = kind;

    /// <summary>The method that is the work, for messages to people.</summary>
    internal abstract string Work { get; }

    /// <summary>Starts the work on the calling thread. Never throws: whatever becomes of it is told to the actor.</summary>
    public abstract void Execute();
}

/// <inheritdoc cref="Effect"/>
internal sealed class Effect<TResult>(
    ActorCell cell,
    EffectKind kind,
    Func<CancellationToken, ValueTask<TResult>> work,
    Func<Outcome<TResult>, object> toMessage,
    CancellationToken cancellation)
    : Effect(cell, kind)
{
    /// <inheritdoc/>
    internal override string Work => $"{work.Method.DeclaringType}.{work.Method.Name}";

    /// <inheritdoc/>
    public override void Execute() => _ = RunAsync();

    private async Task RunAsync()
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = new(await work(cancellation), null);
        }
        catch (Exception error)
        {
            outcome = new(default, error);
        }
        Cell.Post(Ended(outcome));
    }

    private EffectEnded Ended(Outcome<TResult> outcome)
    {
        try
        {
            return new EffectEnded(this, toMessage(outcome), null);
        }
        catch (Exception error)
        {
            return new EffectEnded(this, null, error);
        }
    }
}
