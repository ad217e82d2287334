namespace ActorStream.Bench.Comparison;

/// <summary>An event of most workloads: 16 bytes.</summary>
/// <param name="Key">Never zero, spread over the whole range of a long, as ids are.</param>
/// <param name="Value">From 1 to 8, in no order.</param>
public readonly record struct Event(long Key, long Value);

/// <summary>An event of the windows' workloads: 24 bytes.</summary>
/// <param name="Key">Never zero.</param>
/// <param name="Value">From 1 to 8.</param>
/// <param name="Time">When it happened, UTC; events are in order.</param>
public readonly record struct TimedEvent(long Key, long Value, DateTime Time);
