namespace ActorStream.Hosting.Services;

/// <summary>A change of a running job's parallelism: between who asks for it and who starts the job again.</summary>
/// <param name="parallelism">What it is to be.</param>
/// <param name="since">When the job was suspended for it; a timestamp of the clock.</param>
internal sealed class Rescaling(int parallelism, long since)
{
    /// <summary>Between two looks at whether the job runs again.</summary>
    internal static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    private readonly TaskCompletionSource<TimeSpan> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal int Parallelism => parallelism;

    internal long Since => since;

    /// <summary>How long the job paused; fails if it goes on with the parallelism of before.</summary>
    internal Task<TimeSpan> Done => _done.Task;

    internal void OnRunning(TimeSpan pause) => _done.TrySetResult(pause);

    internal void OnRefused(Exception why) => _done.TrySetException(new InvalidOperationException(why.Message, why));
}
