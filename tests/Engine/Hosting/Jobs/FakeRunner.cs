using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;

namespace ActorStream.Tests.Engine.Hosting.Jobs;

/// <summary>An engine that does nothing but what the test says.</summary>
internal sealed class FakeRunner : IJobRunner
{
    private readonly TaskCompletionSource<FakeJob> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal bool HasStarted => _started.Task.IsCompleted;

    /// <summary>The first job that is started; fails if what was to start it ends without.</summary>
    internal async Task<FakeJob> StartedByAsync(Task run)
    {
        if (await Task.WhenAny(_started.Task, run) == run && !HasStarted)
        {
            await run;
            throw new InvalidOperationException("It ended and had started no job.");
        }

        return await _started.Task;
    }

    public IRunningJob Start(JobLaunch launch)
    {
        var job = new FakeJob(launch);
        _started.TrySetResult(job);
        return job;
    }
}

internal sealed class FakeJob(JobLaunch launch) : IRunningJob
{
    private readonly TaskCompletionSource<JobEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal JobLaunch Launch => launch;

    internal JobProgress Progress { get; set; } = JobProgress.None with { State = JobState.Running };

    public Task<JobEnded> Ended => _ended.Task;

    public Task<JobProgress> ProgressAsync() => Task.FromResult(Progress);

    public Task<JobReport> ReportAsync(TimeSpan sample) => throw new NotSupportedException();

    /// <summary>What the coordinator answers.</summary>
    internal Func<object, Task<object>> Answer { get; set; } = _ => throw new NotSupportedException();

    public Task<object> AskAsync(object message) => Answer(message);

    internal void Finish() => _ended.TrySetResult(new JobEnded(JobEnd.Finished));

    internal void Fail(Exception error) => _ended.TrySetResult(new JobEnded(JobEnd.Failed, error));

    public ValueTask DisposeAsync()
    {
        _ended.TrySetResult(new JobEnded(JobEnd.Suspended));
        return default;
    }
}
