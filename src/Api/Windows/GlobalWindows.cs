namespace ActorStream;

/// <summary>
/// One window per key, of all its records. It ends with the input; give it a trigger to hear of it before.
/// </summary>
public sealed record GlobalWindows : WindowAssigner
{
    private static readonly WindowSpan All = new(0, Instant.EndOfTime);

    private GlobalWindows()
    {
    }

    /// <summary>The only one.</summary>
    public static GlobalWindows Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "global";

    internal override void Assign(long ticks, List<WindowSpan> windows) => windows.Add(All);
}
