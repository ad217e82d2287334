namespace ActorStream;

/// <summary>A record at which an operator's code threw.</summary>
/// <param name="Operator">The operator: its uid, or what it does and its place in the graph.</param>
/// <param name="Subtask">Index of the subtask that handled it.</param>
/// <param name="Split">The split that it was read from; null: the operator does not run in the subtask of a source, or stands behind a
/// key.</param>
/// <param name="EventTime">The record's event time; null: it has none.</param>
/// <param name="Key">Its key as JSON; null: the operator does not stand behind a key, or makes asynchronous calls.</param>
/// <param name="Record">The record as JSON, or as the text that it makes of itself where it cannot be written so.</param>
/// <param name="Error">Type of the exception.</param>
/// <param name="Message">Its message, and those of its causes.</param>
public sealed record FailedRecord(
    string Operator, int Subtask, string? Split, DateTimeOffset? EventTime, string? Key, string Record, string Error, string Message);
