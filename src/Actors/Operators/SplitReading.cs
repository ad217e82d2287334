using ActorStream.Backends;
using Microsoft.Extensions.Logging;

namespace ActorStream.Actors;

/// <summary>
/// One split being read by a source subtask: opens its reader, fetches one batch ahead, and knows the position behind what was pushed into the
/// chain.
/// </summary>
internal sealed class SplitReading<T, TSplit>(
    ISource<T, TSplit> source, TSplit split, int slot, int limit, SourceContext sourceContext, StageContext context)
    where TSplit : ISourceSplit
{
    private readonly ColumnPool<T> _values = context.Environment.Buffers.Pool<T>();
    private readonly ColumnPool<long> _times = context.Environment.Buffers.Pool<long>();
    private readonly int _capacity = context.Environment.Buffers.ChannelCapacity<T>();
    private readonly FetchBuffer<T> _writer = new();
    private TSplit _position = split;
    private ISplitReader<T, TSplit>? _reader;
    private ISynchronousSplitReader<T>? _synchronous;

    // What was fetched and not pushed yet, with the position behind it.
    private Column<T>? _fetched;
    private Column<long>? _fetchedTimes;
    private TSplit? _fetchedPosition;
    private bool _fetchedAll;
    private bool _closed;
    private int _limit = limit;

    internal int Slot { get; } = slot;

    /// <summary>The split behind the last record pushed.</summary>
    internal TSplit Position => _synchronous is null ? _position : _reader!.Position;

    /// <summary>A batch, perhaps empty, is at hand.</summary>
    internal bool IsReady => _fetched is not null || _synchronous is not null;

    /// <summary>The last batch was taken.</summary>
    internal bool HasEnded { get; private set; }

    internal void Open()
    {
        var from = _position;
        context.Run(
            EffectKind.User,
            // Kept by the effect itself: a subtask that stops meanwhile does not hear of it, and has it to close.
            async cancellation => _reader = await source.OpenAsync(from, sourceContext, cancellation),
            outcome =>
            {
                _synchronous = outcome.Error is null ? outcome.Result as ISynchronousSplitReader<T> : throw Failed("open", outcome.Error);
                if (_synchronous is null)
                {
                    Fetch();
                }
            });
    }

    /// <summary>Moves the batch at hand into the shell, and begins to fetch the next.</summary>
    internal void TakeInto(RecordBatch<T> shell, int nextLimit)
    {
        _limit = nextLimit;
        if (_synchronous is not null)
        {
            Prepare();
            HasEnded = !_synchronous.Fetch(_writer);
            Move(shell);
            return;
        }

        Move(shell);
        _position = _fetchedPosition!;
        HasEnded = _fetchedAll;
        if (!HasEnded)
        {
            Fetch();
        }
    }

    /// <summary>The split has ended: its reader is not needed any more.</summary>
    internal void CloseInBackground() =>
        context.Run(
            EffectKind.User,
            async _ =>
            {
                await CloseAsync();
                return true;
            },
            outcome =>
            {
                if (outcome.Error is { } error)
                {
                    SourceLog.ReaderNotClosed(sourceContext.Logger, error, _position.Id, sourceContext.Uid);
                }
            });

    internal async ValueTask CloseAsync()
    {
        if (!_closed && _reader is not null)
        {
            _closed = true;
            await _reader.DisposeAsync();
        }
    }

    private void Prepare()
    {
        (_fetched, _fetchedTimes) = (_values.Rent(), _times.Rent());
        Reset(_fetched, _fetchedTimes);
    }

    private void Reset(Column<T> values, Column<long> times) => _writer.Reset(
        values.Items,
        times.Items,
        Math.Min(_capacity, _limit),
        RecordSize<T>.IsConstant ? null : RecordSize<T>.Default,
        context.Environment.Settings.Buffers.BatchBytes.Bytes);

    private void Move(RecordBatch<T> shell)
    {
        (shell.Values, shell.Count, shell.Split) = (_fetched, _writer.Count, Slot);
        if (_writer.HasTimes)
        {
            shell.Times = _fetchedTimes;
        }
        else
        {
            _fetchedTimes!.Return(0);
        }

        (_fetched, _fetchedTimes) = (null, null);
    }

    private void Fetch()
    {
        var (values, times) = (_values.Rent(), _times.Rent());
        Reset(values, times);
        var reader = _reader!;
        context.Run(
            EffectKind.User,
            async cancellation =>
            {
                var more = await reader.FetchAsync(_writer, cancellation);
                return (More: more, reader.Position);
            },
            outcome =>
            {
                if (outcome.Error is { } error)
                {
                    throw Failed("read", error);
                }

                (_fetchedAll, _fetchedPosition) = (!outcome.Value.More, outcome.Value.Position);
                (_fetched, _fetchedTimes) = (values, times);
            });
    }

    private SourceException Failed(string what, Exception error) =>
        new($"Source '{sourceContext.Uid}' could not {what} split '{_position.Id}': {error.Message}", error);
}

/// <summary>What sources log. Event ids 300 to 309.</summary>
internal static partial class SourceLog
{
    [LoggerMessage(300, LogLevel.Warning, "Split {Split} of source {Source} was read to its end, and then its reader could not be closed.")]
    internal static partial void ReaderNotClosed(ILogger logger, Exception error, string split, string source);
}

/// <summary>A source could not be read; the job restarts from its last checkpoint.</summary>
internal sealed class SourceException(string message, Exception inner) : Exception(message, inner);
