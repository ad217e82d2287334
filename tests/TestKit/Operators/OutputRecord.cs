namespace ActorStream.TestKit;

/// <summary>A record that came out of a harness.</summary>
/// <param name="Value">The record.</param>
/// <param name="EventTime">Its event time; null if it has none.</param>
public readonly record struct OutputRecord<T>(T Value, DateTimeOffset? EventTime);
