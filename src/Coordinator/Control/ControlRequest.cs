using System.Text.Json.Serialization;

namespace ActorStream.Coordinator;

// A job's process listens on a Unix domain socket in the job's directory; the tool asks. One line of JSON each way per connection:
//
//   tool                                                   process of the job
//   {"v":1,"request":{"kind":"status",…}}          ──────▶
//                                                  ◀────── {"v":1,"answer":{"kind":"status",…}}
//
// The answer comes when what was asked for is done, a savepoint after minutes, say; what is under way goes on if the asker leaves.

/// <summary>What travels to a job's process.</summary>
/// <param name="V">Version of what is said: <see cref="ControlText.Version"/>.</param>
/// <param name="Request">What is asked.</param>
internal sealed record ControlQuestion(int V, ControlRequest Request);

/// <summary>Something that a running job is asked from outside.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StatusRequest), "status")]
[JsonDerivedType(typeof(SavepointRequest), "savepoint")]
[JsonDerivedType(typeof(StopRequest), "stop")]
[JsonDerivedType(typeof(CancelRequest), "cancel")]
[JsonDerivedType(typeof(RescaleRequest), "rescale")]
[JsonDerivedType(typeof(CheckRequest), "check")]
[JsonDerivedType(typeof(ResumeRequest), "resume")]
internal abstract record ControlRequest;

/// <summary>How the job is doing. Answered by a <see cref="JobReport"/>.</summary>
/// <param name="SampleMilliseconds">How long to look, for rates; 0: one look, no rates.</param>
internal sealed record StatusRequest(int SampleMilliseconds) : ControlRequest;

/// <summary>Take a savepoint; the job goes on. Answered by a <see cref="SavepointReport"/>.</summary>
/// <param name="Directory">Full path; empty or not there yet.</param>
internal sealed record SavepointRequest(string Directory) : ControlRequest;

/// <summary>End the job in order, all output up to there committed. Answered by an <see cref="EndReport"/> when it has ended.</summary>
/// <param name="Savepoint">Full path of the savepoint to take; null: none, its last checkpoint is retained.</param>
/// <param name="Drain">Whether the last watermark is sent first, so that all windows fire.</param>
internal sealed record StopRequest(string? Savepoint, bool Drain) : ControlRequest;

/// <summary>End the job at once; what was not committed is not. Answered by an <see cref="EndReport"/>.</summary>
internal sealed record CancelRequest : ControlRequest;

/// <summary>Go on with another parallelism. Answered by a <see cref="RescaleReport"/> when it does.</summary>
/// <param name="Parallelism">Subtasks of each operator that sets none itself.</param>
/// <param name="Savepoint">Full path of the savepoint that is taken before.</param>
internal sealed record RescaleRequest(int Parallelism, string Savepoint) : ControlRequest;

/// <summary>Go on where an operator's error policy has suspended the job. Answered by a <see cref="ResumeReport"/>.</summary>
internal sealed record ResumeRequest : ControlRequest;

/// <summary>Could the program that runs the job start from there? Answered by a <see cref="CheckReport"/>.</summary>
/// <param name="From">Full path of a savepoint or retained checkpoint.</param>
/// <param name="Drop">State that may be dropped: <c>operator/state</c>, or <c>operator</c> for all of it.</param>
internal sealed record CheckRequest(string From, IReadOnlyList<string> Drop) : ControlRequest;
