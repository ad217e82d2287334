using ActorStream.Backends;
using ActorStream.Connectors.Files.Output;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Simulation.Swarm;
using Microsoft.Extensions.Logging;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// Reads the job's own log: counts what it tells of, and finds failures that no fault explains. A job that fails by a defect and recovers
/// has right output, and is still wrong.
/// </summary>
internal sealed class FailureLog(Watcher watcher, Counters counters) : ILoggerFactory, ILogger
{
    private static readonly Dictionary<int, string> Events = new()
    {
        [201] = "restarts",
        [202] = "given up",
        [203] = "checkpoints",
        [204] = "failed rounds",
        [205] = "appends of unknown outcome",
        [206] = "coordinators fenced",
        [207] = "failed clean-ups",
        [208] = "failed compactions",
    };

    /// <summary>Gets every line, while a run is traced.</summary>
    internal Action<string>? Trace { get; init; }

    internal string? LastFailure { get; private set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Events.TryGetValue(eventId.Id, out var what)) counters.Count(what);
        Trace?.Invoke($"log: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
        if (exception is null) return;
        LastFailure = exception.ToString();
        Examine(exception);
    }

    /// <summary>
    /// A failure must come of something that was injected; and no failure of an honest disk, however it tears what was not synced, makes
    /// checkpoints, journals or output unreadable.
    /// </summary>
    private void Examine(Exception error)
    {
        var causes = Causes(error).ToList();
        if (causes.Exists(static cause => cause is InvariantViolatedException)
            || (causes.Exists(IsDefect) && !causes.Exists(static cause => cause is InjectedFault or DiskFullException)))
        {
            watcher.Report($"failed by a defect: {error}");
        }
    }

    private static bool IsDefect(Exception cause) => cause
        is NullReferenceException or ArgumentException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException
        or InvalidCastException or NotSupportedException or InvalidDataException
        or CheckpointUnreadableException or JournalCorruptException or SnapshotCorruptException or RestoreException or StateRestoreException
        or OutputLostException or OutputAheadException or SealBrokenException;

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException) yield return cause;
    }
}
