namespace ActorStream;

/// <summary>How far a key is with a pattern.</summary>
internal sealed class PatternProgress
{
    /// <summary>The last id given to a record or node.</summary>
    public long LastId { get; set; }

    /// <summary>The id of the last record.</summary>
    public long LastRecord { get; set; }

    /// <summary>Partial matches, those that began earlier first.</summary>
    public List<PartialMatch> Waiting { get; set; } = [];

    /// <summary>Matches that one which began earlier may yet rule out.</summary>
    public List<WholeMatch> Held { get; set; } = [];
}

/// <summary>A partial match that waits for one step to take a record; as many as there are ways to go on.</summary>
/// <param name="Step">The step; as many as there are, if it only waits for what must not come.</param>
/// <param name="Count">Records that it has taken in this match already.</param>
/// <param name="Node">What has been taken.</param>
/// <param name="Begun">Event time of the first record, UTC ticks.</param>
/// <param name="IsWhole">What has been taken is a match, that may become a longer one.</param>
/// <param name="First">The first record.</param>
internal readonly record struct PartialMatch(int Step, int Count, long Node, long Begun, bool IsWhole, long First);

/// <param name="Node">What has been taken.</param>
/// <param name="First">The first record.</param>
internal readonly record struct WholeMatch(long Node, long First);
