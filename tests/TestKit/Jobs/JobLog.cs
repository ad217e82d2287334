using Microsoft.Extensions.Logging;

namespace ActorStream.TestKit;

/// <summary>Passes a job's log on, and keeps what the coordinator tells of failures and checkpoints, over all of its processes.</summary>
internal sealed class JobLog(ILoggerFactory inner, Action<string>? trace = null) : ILoggerFactory
{
    private const int Restarting = 201;
    private const int GivenUp = 202;
    private const int CheckpointCompleted = 203;
    private const int CheckpointFailed = 204;
    private readonly List<long> _checkpoints = [];

    internal int Restarts { get; private set; }

    internal Exception? LastFailure { get; private set; }

    internal IReadOnlyList<long> Checkpoints => _checkpoints;

    internal int FailedCheckpoints { get; private set; }

    public ILogger CreateLogger(string categoryName) => new Tap(this, inner.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose()
    {
    }

    private void Keep(EventId id, IReadOnlyList<KeyValuePair<string, object?>>? facts, Exception? error)
    {
        switch (id.Id)
        {
            case Restarting:
                Restarts++;
                LastFailure = error;
                break;
            case GivenUp:
                LastFailure = error;
                break;
            case CheckpointCompleted:
                _checkpoints.Add((long)facts!.First(static fact => fact.Key == "Checkpoint").Value!);
                break;
            case CheckpointFailed:
                FailedCheckpoints++;
                break;
        }
    }

    private sealed class Tap(JobLog log, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log.Keep(eventId, state as IReadOnlyList<KeyValuePair<string, object?>>, exception);
            log.Trace(() => $"log {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
            if (inner.IsEnabled(logLevel)) inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }

    private void Trace(Func<string> line) => trace?.Invoke(line());
}
