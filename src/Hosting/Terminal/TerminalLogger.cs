using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Terminal;

/// <summary>Writes log entries of a job program as one line each, above its live progress.</summary>
internal sealed class TerminalLoggerProvider(JobTerminal terminal) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TerminalLogger(terminal, categoryName);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(JobTerminal terminal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var cause = exception is null ? "" : $" {exception.GetType().Name}: {JobText.Chain(exception)}";
            terminal.WriteError($"{Word(logLevel)} {category}: {formatter(state, exception)}{cause}");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            LogLevel.Information => "info",
            _ => "debug",
        };
    }
}
