using ActorStream.Hosting.Jobs;

namespace ActorStream.Hosting.Terminal;

/// <summary>Chooses which looks at a job become lines of a log: each event, progress every two seconds, and a sign of life.</summary>
internal sealed class PlainLines
{
    private static readonly TimeSpan WhileMoving = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WhileIdle = TimeSpan.FromSeconds(30);

    private readonly RecordRate _rate = new();
    private JobProgress? _last;
    private TimeSpan _lastAt;

    /// <summary>The line for this look, or null if it is not worth one.</summary>
    internal string? Next(JobProgress progress, TimeSpan elapsed)
    {
        var perSecond = _rate.Add(elapsed, progress.Records);
        var isEvent = _last is null || _last.State != progress.State || _last.Restarts != progress.Restarts;
        var pause = _last == progress ? WhileIdle : WhileMoving;
        if (!isEvent && elapsed - _lastAt < pause)
            return null;
        (_last, _lastAt) = (progress, elapsed);
        return JobText.Line(progress, elapsed, perSecond);
    }
}
