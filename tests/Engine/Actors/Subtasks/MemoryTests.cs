using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Subtasks;

/// <summary>What is in flight is bounded in bytes, whatever the sink does and however large the records are.</summary>
public sealed class MemoryTests
{
    private const int Records = 3000;
    private const int RecordBytes = 10_000;

    private static readonly BufferSettings Buffers = new() { Budget = ByteSize.MiB(1), BatchBytes = ByteSize.KiB(64) };

    /// <summary>
    /// Two source subtasks and two sinks: the budget; two own batches and a gathered one on each of four channels; and in each subtask a
    /// batch fetched ahead, one in the chain and one being written. A batch weighs at most its limit and one record more.
    /// </summary>
    private static readonly long Bound = Buffers.Budget.Bytes + ((4 * 3) + (2 * 3)) * (Buffers.BatchBytes.Bytes + 2 * RecordBytes);

    [Fact]
    public void Large_records_behind_a_stalled_sink_stay_within_the_budget()
    {
        var gauge = new Gauge();
        var lists = Enumerable.Range(0, 2)
            .Select(l => (IReadOnlyList<byte[]>)new GeneratedList(Records / 2, gauge)).ToArray();
        var store = new MemoryStore<byte[]>();
        SubtaskRun.Run(
            job => job.From(new ListSource<byte[]>(lists) { FetchSize = int.MaxValue }, "large")
                .Rebalance()
                .To(new MemorySink<byte[]>(store) { BeforeWrite = gauge.StallThenTakeAsync }, "out"),
            parallelism: 2,
            buffers: Buffers);
        Assert.Equal(Records, store.Committed.Count);
        Assert.InRange(gauge.MostBytes, Buffers.Budget.Bytes / 2, Bound);
    }

    [Fact]
    public void One_record_that_becomes_many_large_ones_stays_within_the_budget()
    {
        var gauge = new Gauge();
        var store = new MemoryStore<byte[]>();
        SubtaskRun.Run(
            job => job.From(new ListSource<int>([1], [2]), "seeds")
                .SelectMany(_ => new GeneratedList(Records / 2, gauge))
                .Rebalance()
                .To(new MemorySink<byte[]>(store) { BeforeWrite = gauge.StallThenTakeAsync }, "out"),
            parallelism: 2,
            buffers: Buffers);
        Assert.Equal(Records, store.Committed.Count);
        Assert.InRange(gauge.MostBytes, Buffers.Budget.Bytes / 2, Bound);
    }

    /// <summary>Counts what was made and not yet written.</summary>
    private sealed class Gauge
    {
        private long _bytes;
        private bool _stalled;

        internal long MostBytes { get; private set; }

        internal void Made() => MostBytes = Math.Max(MostBytes, _bytes += RecordBytes);

        /// <summary>The first write waits long enough for everything before it to fill up.</summary>
        internal async ValueTask StallThenTakeAsync(int records, CancellationToken cancellation)
        {
            if (!_stalled)
            {
                _stalled = true;
                for (var i = 0; i < 20_000; i++)
                {
                    await Task.Yield();
                }
            }

            _bytes -= (long)records * RecordBytes;
        }
    }

    /// <summary>Makes each record when it is asked for.</summary>
    private sealed class GeneratedList(int count, Gauge gauge) : IReadOnlyList<byte[]>
    {
        public int Count => count;

        public byte[] this[int index]
        {
            get
            {
                gauge.Made();
                return new byte[RecordBytes];
            }
        }

        public IEnumerator<byte[]> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
