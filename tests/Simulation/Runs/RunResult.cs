namespace ActorStream.Tests.Simulation.Runs;

/// <summary>What became of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">What was wrong; null: nothing.</param>
/// <param name="Digest">Of every step: the same in any process.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="Case">The job and its surroundings.</param>
/// <param name="Faults">What happened to it.</param>
/// <param name="Seen">How often what was seen.</param>
internal sealed record RunResult(ulong Seed, string? Violation, ulong Digest, long Steps, string Case, string Faults, Counters Seen);
