using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

public sealed class StageOutputTests
{
    [Fact]
    public void An_event_time_is_kept_where_it_does_not_fit_into_the_batch_any_more()
    {
        var times = new List<long>();
        var output = new StageOutput<int>(new Recorder(times), new Buffers(new BufferSettings { BatchRecords = 2 }));
        output.Begin(hasTimes: false, split: -1);
        output.Emit(1);
        for (var ticks = 2; ticks <= 4; ticks++)
        {
            output.Emit(ticks, new DateTimeOffset(ticks, TimeSpan.Zero));
        }

        Assert.True(output.Flush());
        Assert.Equal([long.MinValue, 2, 3, 4], times);
    }

    private sealed class Recorder(List<long> times) : Stage<int>
    {
        internal override bool Push(RecordBatch<int> batch)
        {
            times.AddRange(Enumerable.Range(0, batch.Count).Select(i => batch.Times is { } column ? column.Items[i] : long.MinValue));
            return true;
        }

        internal override bool Advance(long watermark) => true;

        internal override bool End() => true;

        internal override bool Resume() => true;

        internal override bool Flush() => true;

        internal override IEnumerable<Stage> Downstream() => [this];
    }
}
