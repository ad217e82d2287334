using ActorStream.Tests.Simulation.Runs;
using Xunit;

namespace ActorStream.Tests.Engine.Simulation;

/// <summary>
/// Seeds that once found a defect. What a seed chooses changes with the simulation, so each says what it found.
/// </summary>
public sealed class FoundSeedsTests
{
    /// <summary>
    /// 1126418: a source that heard behind the last barrier of a stopped job that it had no more splits sent its last watermark and its
    /// end; timers fired into a sink without a transaction, and the job failed. 3838: a subtask of the term before wrote behind a sink's
    /// recovery. 1000427: a retained manifest that the disk did not give at a restart was passed over, and what its checkpoint builds on
    /// was deleted.
    /// </summary>
    [Theory]
    [InlineData(1126418)]
    [InlineData(3838)]
    [InlineData(1000427)]
    public void Seed_that_found_a_defect_finds_it_no_more(ulong seed) => Assert.Null(SimulationRun.Run(seed).Violation);
}
