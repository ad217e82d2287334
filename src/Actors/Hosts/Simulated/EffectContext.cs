namespace ActorStream.Actors.Hosts;

/// <summary>
/// Where one effect runs in a simulation: its start and each continuation after an await is a step of the schedule, with a delay from
/// the seed. What comes back on another thread has left the simulation and fails the run.
/// </summary>
internal sealed class EffectContext(SimulatedHost host, SimulatedCell cell, Effect effect) : SynchronizationContext
{
    internal SimulatedCell Cell { get; } = cell;

    internal Effect Effect => effect;

    internal void Start() => Add("effect", static effect => ((Effect)effect!).Execute(), effect);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (host.IsOnThread)
            Add("await", d, state);
        else
            host.Escaped($"another thread went on with {this}");
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException($"{this} cannot wait for a callback: the simulation has one thread.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <inheritdoc/>
    public override string ToString() => $"an effect ({effect.Kind}) of {Cell.Ref}: {effect.Work}";

    private void Add(string kind, SendOrPostCallback work, object? state) => host.Add(kind, Cell, host.LocalDelay(), () =>
    {
        SetSynchronizationContext(this);
        work(state);
        return "";
    }, this);
}
