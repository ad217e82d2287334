using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using ActorStream.Backends;
using Microsoft.Extensions.Logging;

namespace ActorStream.Actors;

/// <summary>
/// Does with records at which an operator's code throws what its policy says. Loops call it from around a whole batch, so a record that
/// does not
/// fail costs nothing.
/// </summary>
internal sealed class RecordErrors
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, IncludeFields = true };

    /// <summary>Whose exceptions are no record's fault.</summary>
    private static readonly Assembly[] Engine =
        [typeof(ErrorPolicy).Assembly, typeof(InvariantViolatedException).Assembly, typeof(RecordErrors).Assembly];

    private readonly ErrorPolicy _policy;
    private readonly string _operator;
    private readonly StageContext _context;
    private readonly SourceSplits? _splits;
    private readonly ErrorLog _log;
    private bool _hasLogged;

    private RecordErrors(ErrorPolicy policy, string name, StageContext context, SourceSplits? splits)
    {
        (_policy, _operator, _context, _splits) = (policy, name, context, splits);
        _log = new ErrorLog(context.Environment.Loggers.CreateLogger($"ActorStream.Operator.{name}"));
    }

    /// <summary>Null if the operator's errors fail the job.</summary>
    /// <param name="node">The operator.</param>
    /// <param name="context">Where it runs.</param>
    /// <param name="splits">Those whose records it gets unmixed; null: of none.</param>
    internal static RecordErrors? Of(JobNode node, StageContext context, SourceSplits? splits) => node.Errors is ErrorPolicy.Failing
        ? null
        : new RecordErrors(node.Errors, node.Uid?.Value ?? $"{node.Name} #{node.Id}", context, splits);

    /// <summary>
    /// Whether an exception is the record's fault; asked as it passes, before anything is unwound. What the engine itself throws is not
    /// (state that cannot be read or
    /// does not fit into memory, say), and what operators behind throw at what was emitted to them is theirs.
    /// </summary>
    internal static bool Takes<T>(RecordErrors? errors, Exception error, StageOutput<T> output) =>
        errors is not null && !output.IsPushing && error is not OutOfMemoryException && !Engine.Contains(error.GetType().Assembly);

    /// <summary>Deals with it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="time">Its event time, UTC ticks; <see cref="long.MinValue"/>: it has none.</param>
    /// <param name="split">Number of the split that its batch comes from; -1: of none.</param>
    /// <param name="key">Its key as JSON; null: there is none.</param>
    /// <param name="sides">The operator's side outputs.</param>
    /// <param name="error">What was thrown.</param>
    /// <exception cref="OperatorSuspendedException">The job is to wait for a person.</exception>
    internal void Handle<TIn>(in TIn record, long time, int split, string? key, SideCollectors sides, Exception error)
    {
        var failed = new FailedRecord(
            _operator,
            _context.Id.Index,
            _splits?.NameOf(split),
            time == long.MinValue ? null : new DateTimeOffset(time, TimeSpan.Zero),
            key,
            TextOf(record),
            error.GetType().Name,
            MessageOf(error));
        if (_policy is ErrorPolicy.Suspending) throw new OperatorSuspendedException(failed, error);
        _context.Metrics.CountFailed();
        if (!_hasLogged)
        {
            _hasLogged = true;
            _log.RecordFailed(error, _operator, _context.Id.Index, failed.Record);
        }

        if (_policy is ErrorPolicy.Aside aside && sides.Find(aside.Side) is { } output)
        {
            output.CurrentTime = time;
            output.Emit(failed);
        }
    }

    /// <summary>A value as JSON, for people; where that cannot be, whatever can be said of it.</summary>
    internal static string TextOf<T>(T value) =>
        TryText(() => JsonSerializer.Serialize(value, Json)) ?? TryText(() => value?.ToString()) ?? typeof(T).Name;

    /// <summary>What a record's own code throws here must not fail the job: the record's error has a policy.</summary>
    private static string? TryText(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static string MessageOf(Exception error) =>
        error.InnerException is { } cause ? $"{error.Message} Cause: {MessageOf(cause)}" : error.Message;
}

/// <summary>What operators log of records that fail. Event ids 320 to 329.</summary>
internal sealed partial class ErrorLog(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(320, LogLevel.Warning, "Operator {Operator}, subtask {Subtask}, could not handle {Record}; further ones are only counted.")]
    internal partial void RecordFailed(Exception error, string @operator, int subtask, string record);
}

/// <summary>A record at which the job is to wait for a person.</summary>
internal sealed class OperatorSuspendedException(FailedRecord failed, Exception error) : Exception(
    $"Operator '{failed.Operator}' cannot handle {failed.Record}{(failed.Key is null ? "" : $" of key {failed.Key}")}: "
    + $"{failed.Error}: {failed.Message}",
    error);
