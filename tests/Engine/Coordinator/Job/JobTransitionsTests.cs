using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Job;

public sealed class JobTransitionsTests
{
    [Fact]
    public void Every_state_is_reached_and_only_the_last_is_not_left()
    {
        var states = Enum.GetValues<JobState>();

        Assert.Equal(states.Except([JobState.Recovering]), JobTransitions.Legal.Select(static t => t.To).Distinct().Order());
        Assert.Equal(states.Except([JobState.Ended]), JobTransitions.Legal.Select(static t => t.From).Distinct().Order());
    }

    [Fact]
    public void Subtasks_are_stopped_before_a_job_restarts_or_ends() => Assert.All(
        JobTransitions.Legal.Where(static t => t.To is JobState.Restarting or JobState.Ended && t.From != JobState.Recovering),
        static t => Assert.Equal(JobState.Stopping, t.From));

    [Fact]
    public void Fenced_coordinator_ends_from_anywhere() =>
        Assert.All(Enum.GetValues<JobState>(), static state => Assert.True(JobTransitions.IsLegal(state, JobState.Ended, fenced: true)));
}
