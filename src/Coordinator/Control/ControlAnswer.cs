using System.Text.Json.Serialization;

namespace ActorStream.Coordinator;

/// <summary>What travels back.</summary>
/// <param name="V">Version of what is said: <see cref="ControlText.Version"/>.</param>
/// <param name="Answer">What is answered.</param>
internal sealed record ControlReply(int V, ControlAnswer Answer);

/// <summary>What a running job answers.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(JobReport), "status")]
[JsonDerivedType(typeof(SavepointReport), "savepoint")]
[JsonDerivedType(typeof(EndReport), "ended")]
[JsonDerivedType(typeof(RescaleReport), "rescaled")]
[JsonDerivedType(typeof(CheckReport), "check")]
[JsonDerivedType(typeof(ResumeReport), "resumed")]
[JsonDerivedType(typeof(Refusal), "refused")]
internal abstract record ControlAnswer;

/// <summary>It was not done, and nothing was changed.</summary>
/// <param name="Why">A sentence that says what to do.</param>
internal sealed record Refusal(string Why) : ControlAnswer;

/// <summary>A savepoint is there, complete.</summary>
/// <param name="Directory">Where.</param>
/// <param name="Checkpoint">The round that it is of.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Bytes">What it takes.</param>
internal sealed record SavepointReport(string Directory, long Checkpoint, double Milliseconds, long Bytes) : ControlAnswer;

/// <summary>The job has ended in its process and holds nothing any more.</summary>
/// <param name="How">How it ended: finished, stopped, cancelled, failed.</param>
/// <param name="Checkpoint">Its last checkpoint; 0: none.</param>
/// <param name="Records">What this process had read of all sources.</param>
/// <param name="Savepoint">What was asked for with the end; null: none.</param>
internal sealed record EndReport(string How, long Checkpoint, long Records, SavepointReport? Savepoint) : ControlAnswer;

/// <summary>The job runs with another parallelism.</summary>
/// <param name="Before">Parallelism before.</param>
/// <param name="Now">And now.</param>
/// <param name="PauseMilliseconds">From the moment at which it was suspended until its subtasks were started again.</param>
/// <param name="Savepoint">The way back, taken before while it ran.</param>
internal sealed record RescaleReport(int Before, int Now, double PauseMilliseconds, SavepointReport Savepoint) : ControlAnswer;


/// <summary>The job starts again from its last checkpoint.</summary>
internal sealed record ResumeReport : ControlAnswer;
