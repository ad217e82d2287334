using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>What a function does with one record of a keyed stream.</summary>
internal delegate void KeyedRecordHandler<TKey, TIn, TOut>(in TIn record, KeyedContext<TKey> context, Collector<TOut> output);

/// <summary>
/// Hands the records of a batch to a function behind a key, one by one, with their key as the backend's current one; keeps a cursor where there
/// is no room for what it emits.
/// </summary>
/// <param name="handle">The function.</param>
/// <param name="backend">Has the state.</param>
/// <param name="expiry">Has what of it expires.</param>
/// <param name="key">The current key, to the function.</param>
/// <param name="output">What it emits to.</param>
/// <param name="beginBatch">Called before each batch.</param>
/// <param name="errors">What becomes of a record at which the function throws; null: the job fails.</param>
internal sealed class KeyedRecordLoop<TKey, TIn, TOut>(
    KeyedRecordHandler<TKey, TIn, TOut> handle,
    KeyedStateBackend<TKey> backend,
    StateExpiry<TKey> expiry,
    KeyedContext<TKey> key,
    StageOutput<TOut> output,
    Action beginBatch,
    RecordErrors? errors = null) : IBatchEntry
{
    // The cursor: the batch being handled and its next record.
    private RecordBatch<TIn>? _batch;
    private int _index;

    /// <summary>A batch is being handled.</summary>
    internal bool IsUnderWay => _batch is not null;

    public bool PushUntyped(RecordBatch batch) => Push((RecordBatch<TIn>)batch);

    /// <summary>Answers as <see cref="Stage{TIn}.Push"/>.</summary>
    internal bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        beginBatch();
        output.Begin(batch.Times is not null, batch.Split);
        return Continue();
    }

    /// <summary>Goes on behind the cursor, once the output has room. Answers as <see cref="Stage.Resume"/>.</summary>
    internal bool Continue()
    {
        while (_batch is { } batch)
        {
            try
            {
                if (!HandleRecords(batch))
                {
                    return false;
                }

                _batch = null;
                return output.Flush();
            }
            catch (Exception error) when (!expiry.IsHandling && RecordErrors.Takes(errors, error, output))
            {
                expiry.HandleFound(); // Taken out of the state of this record's key before it threw: no later moment has that key.
                backend.ClearCurrent();
                var failed = _index++;
                var key = RecordErrors.TextOf(((Column<TKey>)batch.Keys!).Items[failed]);
                errors!.Handle(batch.Values!.Items[failed], output.CurrentTime, batch.Split, key, output.Sides, error);
                if (output.IsBlocked)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool HandleRecords(RecordBatch<TIn> batch)
    {
        var count = batch.Count;
        var values = batch.Values!.Items;
        var keys = ((Column<TKey>)batch.Keys!).Items;
        var hashes = batch.Hashes!.Items;
        var times = batch.Times?.Items;
        var expires = expiry.IsUsed;
        if (_index == 0)
        {
            backend.Prepare(keys.AsSpan(0, count), hashes.AsSpan(0, count));
        }

        output.CurrentTime = long.MinValue;
        for (var i = _index; i < count; i++)
        {
            if (NearSlots.BeginsGroup(i))
            {
                backend.Prefetch(hashes.AsSpan(0, count), i);
            }

            _index = i; // Should it throw, this is the one.
            backend.SetCurrent(keys[i], hashes[i], NearSlots.PlaceOf(i));
            if (times is not null)
            {
                output.CurrentTime = times[i];
            }

            handle(values[i], key, output);
            if (expires && expiry.HasFound)
            {
                expiry.HandleFound();
            }

            if (output.IsBlocked)
            {
                _index = i + 1;
                backend.ClearCurrent();
                return false;
            }
        }

        backend.ClearCurrent();
        return true;
    }
}
