namespace ActorStream.Bench.Comparison;

/// <summary>
/// A minute of checkpoints in a few seconds. What a checkpoint calls once is compiled for speed behind its thirtieth call, and again behind the sixtieth: a job that is
/// measured for some seconds would be measured with the compiler beside it, and one that runs for days is not.
/// </summary>
internal static class Rehearsal
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether it is under way.</summary>
    private static bool _isOn;

    /// <summary>Whether a job of this process takes checkpoints.</summary>
    private static bool _isWanted;

    /// <summary>How often a job is to take checkpoints.</summary>
    /// <param name="interval">What it is measured with.</param>
    internal static TimeSpan IntervalOf(TimeSpan interval)
    {
        _isWanted = true;
        return _isOn && interval > Interval ? Interval : interval;
    }

    /// <summary>Runs the job for as long as it is given, if it takes checkpoints; it must have run before.</summary>
    internal static async Task RunAsync(Effort effort, Func<TimeSpan, Task> job)
    {
        if (!_isWanted) return;
        _isOn = true;
        await job(effort.Of(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(2)));
        _isOn = false;
    }
}
