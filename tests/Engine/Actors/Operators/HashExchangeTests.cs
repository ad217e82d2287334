using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Tests.Engine.Actors.DataPlane;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class HashExchangeTests
{
    private static readonly BufferSettings Settings = new() { BatchRecords = 16, BatchBytes = ByteSize.KiB(1), BatchesPerChannel = 2 };

    private readonly Buffers _buffers = new(Settings);
    private readonly RecordingRef[] _targets = [new(), new(), new()];

    [Fact]
    public void Each_record_goes_to_the_owner_of_its_hash_in_order_with_key_hash_and_time()
    {
        var exchange = Exchange<int>(n => n);
        for (var first = 0; first < 48; first += 16) Push(exchange, Enumerable.Range(first, 16), hasTimes: true);
        Assert.True(exchange.Flush());
        foreach (var (target, index) in _targets.Select((target, index) => (target, index)))
        {
            var expected = Enumerable.Range(0, 48).Where(n => OwnerOf(n) == index).ToList();
            Assert.Equal(expected, Records<int>(target));
            foreach (var batch in target.Told.Cast<RecordBatch<int>>())
            {
                var records = batch.Records.ToArray();
                Assert.Equal(records, ((Column<int>)batch.Keys!).Items.Take(batch.Count));
                Assert.Equal(records.Select(n => KeyHash.For<int>().Hash(n)), batch.Hashes!.Items.Take(batch.Count));
                Assert.Equal(records.Select(n => 1000L + n), batch.Times!.Items.Take(batch.Count));
            }
        }
    }

    [Fact]
    public void Records_without_a_time_among_those_that_have_one_are_marked_so()
    {
        var exchange = Exchange<int>(n => n);
        Push(exchange, [0, 1, 2], hasTimes: false);
        Push(exchange, [3, 4, 5], hasTimes: true);
        Push(exchange, [6, 7, 8], hasTimes: false);
        exchange.Flush();
        foreach (var batch in _targets.SelectMany(target => target.Told).Cast<RecordBatch<int>>().Where(batch => batch.Times is not null))
        {
            Assert.Equal(batch.Records.ToArray().Select(n => n is >= 3 and <= 5 ? 1000L + n : long.MinValue), batch.Times!.Items.Take(batch.Count));
        }
    }

    [Fact]
    public void A_channel_without_room_holds_up_its_own_records_alone_and_goes_on_where_it_stopped()
    {
        var exchange = Exchange<int>(n => n);
        var all = Enumerable.Range(0, 1000).ToList();
        var crowded = all.Where(n => OwnerOf(n) == 0).Take(3 * 16 + 8).ToList(); // Two batches are under way, a third waits.
        foreach (var part in crowded.Take(48).Chunk(16)) Assert.True(Push(exchange, part));
        var other = all.First(n => OwnerOf(n) == 1);
        Assert.False(Push(exchange, [.. crowded.Skip(48), other]));
        Assert.Equal(32, Records<int>(_targets[0]).Count);
        Assert.False(exchange.Flush());
        Assert.Equal([other], Records<int>(_targets[1]));

        var back = (RecordBatch<int>)_targets[0].Told[0];
        Assert.Equal(crowded.Take(16), back.Records.ToArray());
        back.Owner!.OnReturned(back);
        Assert.True(exchange.Resume());
        back = (RecordBatch<int>)_targets[0].Told[1];
        Assert.Equal(crowded.Skip(16).Take(16), back.Records.ToArray());
        back.Owner!.OnReturned(back);
        Assert.True(exchange.Flush());
        Assert.Equal(crowded.Skip(32), _targets[0].Told.Skip(2).Cast<RecordBatch<int>>().SelectMany(batch => batch.Records.ToArray()));
    }

    [Fact]
    public void A_batch_of_large_records_closes_at_its_byte_weight()
    {
        var exchange = Exchange<string>(_ => 1);
        Push(exchange, Enumerable.Range(0, 6).Select(n => new string((char)('a' + n), 200)));
        exchange.Flush();
        var told = _targets[OwnerOf(1)].Told.Cast<RecordBatch<string>>().ToList();
        Assert.Equal([3, 3], told.Select(batch => batch.Count));
        Assert.Equal("abcdef", string.Concat(told.SelectMany(batch => batch.Records.ToArray()).Select(record => record[0])));
    }

    private int OwnerOf(int key) => HashRange.SubtaskOf(KeyHash.For<int>().Hash(key), _targets.Length);

    private static List<T> Records<T>(RecordingRef target) =>
        [.. target.Told.Cast<RecordBatch<T>>().SelectMany(batch => batch.Records.ToArray())];

    private HashExchangeStage<int, T> Exchange<T>(Func<T, int> key) => new(
        key,
        [.. _targets.Select((target, i) => new OutputChannel<T>(new RecordingRef(), target, i, 1, _buffers, new BufferBudget(0)))],
        _buffers);

    private bool Push<T>(HashExchangeStage<int, T> exchange, IEnumerable<T> records, bool hasTimes = false)
    {
        var batch = new RecordBatch<T> { Values = _buffers.Pool<T>().Rent() };
        foreach (var record in records) batch.Values.Items[batch.Count++] = record;
        if (hasTimes)
        {
            batch.Times = _buffers.Pool<long>().Rent();
            for (var i = 0; i < batch.Count; i++) batch.Times.Items[i] = 1000 + Convert.ToInt64(batch.Values.Items[i], null);
        }

        return exchange.Push(batch);
    }
}
