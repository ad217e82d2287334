namespace ActorStream.Actors.Hosts;

/// <summary>One thing that may happen next in a simulation.</summary>
/// <param name="kind">What it is, for the trace and the digest.</param>
/// <param name="owner">In whose name it happens; gone with it if its node crashes. Null: the simulation's own.</param>
/// <param name="run">Makes it happen; answers what it happened to, for the trace and the digest.</param>
internal sealed class Step(string kind, SimulatedCell? owner, Func<string> run)
{
    internal string Kind { get; } = kind;

    internal SimulatedCell? Owner { get; } = owner;

    internal Func<string> Run { get; } = run;

    /// <summary>
    /// What it is about, for a schedule that looks into steps: a message's <see cref="Connection"/>, the node of an outcome or timer, the
    /// context of an effect. Null: nothing in particular.
    /// </summary>
    internal object? About { get; init; }

    /// <summary>Set when it must not happen any more; then it costs no step and no time.</summary>
    internal bool Cancelled { get; set; }

    internal bool IsVoid => Cancelled || Owner is { HasCrashed: true };
}
