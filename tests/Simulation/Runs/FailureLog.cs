using ActorStream.Tests.Simulation.Swarm;
using Microsoft.Extensions.Logging;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// Reads the job's own log: counts what it tells of, and finds failures that no fault explains. A job that fails by a defect and recovers has
/// right output, and is still wrong.
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

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Events.TryGetValue(eventId.Id, out var what)) counters.Count(what);
        Trace?.Invoke($"log: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
        if (exception is not null) Examine(exception);
    }

    /// <summary>What disks, networks and stores do ends in an error of input and output somewhere; what has none is a defect.</summary>
    internal void Examine(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause.GetType().Name == "InvariantViolatedException" || cause is NullReferenceException or ArgumentException or KeyNotFoundException or IndexOutOfRangeException
                or InvalidCastException or NotSupportedException or ObjectDisposedException or InvalidDataException)
            {
                watcher.Report($"failed by a defect: {error}");
                return;
            }
        }
    }
}
