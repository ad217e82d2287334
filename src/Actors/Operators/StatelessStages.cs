using System.Runtime.CompilerServices;

namespace ActorStream.Actors;

/// <summary>Keeps records that fulfil a predicate, by moving them to the front of their columns without branches.</summary>
internal sealed class WhereStage<T>(Func<T, bool> predicate, Stage<T> next) : BatchStage<T, T>(next)
{
    internal override bool Push(RecordBatch<T> batch)
    {
        var before = batch.Count;
        var values = batch.Values!.Items.AsSpan(0, before);
        var kept = batch.Times is { } times ? Compact(values, times.Items.AsSpan(0, before)) : Compact(values);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            values[kept..].Clear();
        }

        if (batch.Hashes is not null)
        {
            throw new InvalidOperationException("A filter stands behind a key: keys are computed at the exchange, filters run before it.");
        }

        batch.Count = kept;
        return kept == 0 || Next.Push(batch);
    }

    private int Compact(Span<T> values)
    {
        var kept = 0;
        foreach (ref var value in values)
        {
            var keep = predicate(value);
            values[kept] = value;
            kept += Unsafe.BitCast<bool, byte>(keep);
        }

        return kept;
    }

    private int Compact(Span<T> values, Span<long> times)
    {
        var kept = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var keep = predicate(values[i]);
            values[kept] = values[i];
            times[kept] = times[i];
            kept += Unsafe.BitCast<bool, byte>(keep);
        }

        return kept;
    }
}

/// <summary>Makes a new column of values and passes the others on.</summary>
internal sealed class SelectStage<TIn, TOut>(Func<TIn, TOut> selector, Stage<TOut> next, Buffers buffers) : BatchStage<TIn, TOut>(next)
{
    private readonly ColumnPool<TOut> _pool = buffers.Pool<TOut>();
    private readonly RecordBatch<TOut> _shell = new();

    internal override bool Push(RecordBatch<TIn> batch)
    {
        // The shell's columns of the round before may not all have been taken by the next stage.
        _shell.Clear();
        var column = _pool.Rent();
        var output = column.Items;
        var input = batch.Records;
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = selector(input[i]);
        }

        _shell.Values = column;
        batch.Values!.Return(batch.Count);
        batch.Values = null;
        _shell.TakeSideColumns(batch);
        return Next.Push(_shell);
    }
}

/// <summary>Makes any number of records of each; stops in the middle of a sequence when there is no room.</summary>
internal sealed class SelectManyStage<TIn, TOut>(Func<TIn, IEnumerable<TOut>> selector, Stage<TOut> next, Buffers buffers) : Stage<TIn>
{
    private readonly StageOutput<TOut> _output = new(next, buffers);

    // The cursor: the batch being handled, its next record, and what is left of the current record's sequence.
    private RecordBatch<TIn>? _batch;
    private int _index;
    private IEnumerator<TOut>? _rest;

    internal override bool Push(RecordBatch<TIn> batch)
    {
        (_batch, _index) = (batch, 0);
        _output.Begin(batch.Times is not null, batch.Split);
        return Continue();
    }

    internal override bool Resume() => _output.Resume() && (_batch is null || Continue());

    internal override bool Advance(long watermark) => next.Advance(watermark);

    internal override bool End() => next.End();

    internal override bool Flush() => next.Flush();

    internal override bool OnSplitsChanged() => next.OnSplitsChanged();

    internal override IEnumerable<Stage> Downstream() => next.Downstream().Prepend(this);

    private bool Continue()
    {
        var batch = _batch!;
        while (_rest is not null || _index < batch.Count)
        {
            if (_rest is null)
            {
                _output.CurrentTime = batch.Times is { } times ? times.Items[_index] : long.MinValue;
                _rest = selector(batch.Values!.Items[_index]).GetEnumerator();
            }

            while (_rest.MoveNext())
            {
                _output.Emit(_rest.Current);
                if (_output.IsBlocked)
                {
                    return false;
                }
            }

            _rest.Dispose();
            _rest = null;
            _index++;
        }

        _batch = null;
        return _output.Flush();
    }
}

/// <summary>Calls an action for each record: the end of a chain.</summary>
internal sealed class ForEachStage<T>(Action<T> action) : Stage<T>
{
    internal override bool Push(RecordBatch<T> batch)
    {
        foreach (var record in batch.Records)
        {
            action(record);
        }

        return true;
    }

    internal override bool Advance(long watermark) => true;

    internal override bool End() => true;

    internal override bool Resume() => true;

    internal override bool Flush() => true;

    internal override IEnumerable<Stage> Downstream() => [this];
}

/// <summary>
/// Sends each batch to several stages: a copy to each but the last, since each takes the columns for itself.
/// </summary>
internal sealed class FanOutStage<T>(IReadOnlyList<Stage<T>> nexts, Buffers buffers) : Stage<T>
{
    private readonly ColumnPool<T> _values = buffers.Pool<T>();
    private readonly ColumnPool<long> _times = buffers.Pool<long>();
    private readonly RecordBatch<T>[] _copies = [.. nexts.Select(_ => new RecordBatch<T>())];

    internal override bool Push(RecordBatch<T> batch)
    {
        var idle = true;
        for (var i = 0; i < nexts.Count; i++)
        {
            idle &= nexts[i].Push(i == nexts.Count - 1 ? batch : Copy(batch, _copies[i]));
        }

        return idle;
    }

    internal override bool Advance(long watermark) => All(next => next.Advance(watermark));

    internal override bool End() => All(next => next.End());

    internal override bool Resume() => All(next => next.Resume());

    internal override bool Flush() => All(next => next.Flush());

    internal override bool OnSplitsChanged() => All(next => next.OnSplitsChanged());

    internal override IEnumerable<Stage> Downstream() => nexts.SelectMany(next => next.Downstream()).Prepend(this);

    private bool All(Func<Stage<T>, bool> call)
    {
        var idle = true;
        foreach (var next in nexts)
        {
            idle &= call(next);
        }

        return idle;
    }

    private RecordBatch<T> Copy(RecordBatch<T> batch, RecordBatch<T> into)
    {
        into.Clear();
        into.Values = _values.Rent();
        batch.Records.CopyTo(into.Values.Items);
        if (batch.Times is { } times)
        {
            into.Times = _times.Rent();
            times.Items.AsSpan(0, batch.Count).CopyTo(into.Times.Items);
        }

        (into.Count, into.Split) = (batch.Count, batch.Split);
        return into;
    }
}
