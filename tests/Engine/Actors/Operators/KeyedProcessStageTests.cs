using ActorStream.Actors;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class KeyedProcessStageTests
{
    [Fact]
    public async Task An_opened_stage_sets_the_clock_for_the_timers_it_has()
    {
        var context = new FakeStageContext();
        var later = new Later();
        var stage = new KeyedProcessStage<int, int, int>("later", later, later.Process, later.OnTimer, new ForEachStage<int>(_ => { }), context);
        Assert.True(stage.Push(Keyed(context.Environment.Buffers, 1)));
        context.Timers.Clear();

        ((IStatefulStage)stage).OnOpened();

        Assert.Single(context.Timers);
        await stage.CloseAsync();
    }

    private static RecordBatch<int> Keyed(Buffers buffers, int record)
    {
        var (values, keys, hashes) = (buffers.Pool<int>().Rent(), buffers.Pool<int>().Rent(), buffers.Pool<ulong>().Rent());
        (values.Items[0], keys.Items[0]) = (record, record);
        KeyHash.For<int>().Hash(keys.Items.AsSpan(0, 1), hashes.Items);
        return new RecordBatch<int> { Values = values, Keys = keys, Hashes = hashes, Count = 1 };
    }

    private sealed class Later : KeyedProcessFunction<int, int, int>
    {
        protected internal override void Process(in int record, KeyedContext<int> context, Collector<int> output) =>
            context.SetTimer(context.ProcessingTime.AddHours(1), TimerClock.ProcessingTime);
    }
}
