namespace ActorStream.Coordinator;

/// <summary>How a job is doing.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Id">Its id; null before it is known.</param>
/// <param name="Process">Id of its process.</param>
/// <param name="StartedAt">When this process started it.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Directory">Its checkpoints; or <c>memory</c>.</param>
/// <param name="Parallelism">Of operators that set none.</param>
/// <param name="Epoch">Its incarnation, counted over all processes.</param>
/// <param name="Restarts">After failures, in this process.</param>
/// <param name="LastFailure">Why it last failed, or a round of it did; null: never.</param>
/// <param name="HeldBack">For each operator that waits for event time, what holds it back.</param>
/// <param name="Chains">Operators that share their subtasks, in the order of the graph.</param>
/// <param name="Checkpoints">Completed, failed, and the last ones.</param>
internal sealed record JobReport(
    string Job,
    string? Id,
    int Process,
    DateTimeOffset StartedAt,
    string State,
    string Directory,
    int Parallelism,
    long Epoch,
    int Restarts,
    string? LastFailure,
    IReadOnlyList<ChainReport> Chains,
    IReadOnlyList<HeldBackReport> HeldBack,
    CheckpointsReport Checkpoints) : ControlAnswer;

/// <summary>Operators that share their subtasks.</summary>
/// <param name="Name">The operators, first to last.</param>
/// <param name="Subtasks">By index.</param>
internal sealed record ChainReport(string Name, IReadOnlyList<SubtaskReport> Subtasks);

/// <summary>What one subtask did, over the time that was looked at.</summary>
/// <param name="Index">Which.</param>
/// <param name="Records">Read or received since the process started it.</param>
/// <param name="PerSecond">The same per second; null without a look at rates.</param>
/// <param name="Busy">Share of the time spent on records, 0 to 1; null likewise.</param>
/// <param name="HeldUp">Share of the time in which it waited for room behind it or for its sink, 0 to 1; null likewise.</param>
/// <param name="LateRecords">Dropped because their window had ended.</param>
/// <param name="FailedRecords">At which an operator's code threw, and that were left out or went elsewhere.</param>
/// <param name="Watermark">How far event time got; null: it keeps none, or has none yet; the greatest instant: the end of input.</param>
/// <param name="Inputs">What its inputs have brought; none at a source.</param>
/// <param name="Splits">The splits that it reads; none behind an exchange.</param>
internal sealed record SubtaskReport(
    int Index,
    long Records,
    double? PerSecond,
    double? Busy,
    double? HeldUp,
    long LateRecords,
    long FailedRecords,
    DateTimeOffset? Watermark,
    IReadOnlyList<InputReport> Inputs,
    IReadOnlyList<SplitReport> Splits);

/// <summary>How far event time is on one input of a subtask.</summary>
/// <param name="Chain">Place, in the report, of the chain that it comes from.</param>
/// <param name="Subtask">The subtask of that chain.</param>
/// <param name="Watermark">What it has brought; null: nothing yet.</param>
/// <param name="IsIdle">It brings nothing for now, and holds nothing back.</param>
/// <param name="HasEnded">No record follows.</param>
internal sealed record InputReport(int Chain, int Subtask, DateTimeOffset? Watermark, bool IsIdle, bool HasEnded);

/// <summary>How far event time is in a split.</summary>
/// <param name="Split">Its id.</param>
/// <param name="Watermark">Its watermark; null: none yet.</param>
/// <param name="IsIdle">It is silent, and holds nothing back.</param>
/// <param name="IsPaused">It waits for the slowest split.</param>
internal sealed record SplitReport(string Split, DateTimeOffset? Watermark, bool IsIdle, bool IsPaused);

/// <summary>What holds event time back in an operator, which is why its windows have not fired.</summary>
/// <param name="Operator">Its uid.</param>
/// <param name="By">From its slowest subtask up to a source, and its slowest split.</param>
internal sealed record HeldBackReport(string Operator, IReadOnlyList<HeldBackStep> By);

/// <summary>A subtask on that way.</summary>
/// <param name="Operators">Its operators.</param>
/// <param name="Subtask">Its index.</param>
/// <param name="Watermark">What it has reached; null: nothing yet, or it keeps none.</param>
/// <param name="Split">Its slowest split; null: it reads none that counts.</param>
internal sealed record HeldBackStep(string Operators, int Subtask, DateTimeOffset? Watermark, SplitReport? Split);

/// <summary>Rounds of this process.</summary>
/// <param name="Completed">How many.</param>
/// <param name="Failed">How many.</param>
/// <param name="CommittedThrough">The newest checkpoint whose output is committed; 0: none.</param>
/// <param name="Recent">The last ones, the newest at the end.</param>
internal sealed record CheckpointsReport(int Completed, int Failed, long CommittedThrough, IReadOnlyList<RoundReport> Recent)
{
    internal RoundReport? Last => Recent.Count > 0 ? Recent[^1] : null;
}

/// <summary>A completed round.</summary>
/// <param name="Checkpoint">Its number.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Milliseconds">From its start to the decision.</param>
/// <param name="Bytes">Written by all subtasks.</param>
/// <param name="AlignmentMilliseconds">Longest wait of a subtask for the barriers of its other inputs.</param>
/// <param name="SynchronousMilliseconds">Longest time for which records of a subtask waited.</param>
internal sealed record RoundReport(
    long Checkpoint, DateTimeOffset At, double Milliseconds, long Bytes, double AlignmentMilliseconds, double SynchronousMilliseconds);
