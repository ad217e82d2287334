using ActorStream.TestKit;
using Xunit;
using static ActorStream.Tests.Engine.Api.Windows.WindowRun;

namespace ActorStream.Tests.Engine.Api.Watermarks;

public sealed class RestoredWatermarkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_function_without_a_key_is_where_it_was(int parallelism)
    {
        using var run = OperatorHarness.Of((DataStream<int> numbers) => numbers.Process(static () => new Now(), "now"));
        run.PushWatermark(At(10));
        run.Restore(run.Snapshot(), parallelism);
        run.Push(1);
        Assert.Equal([At(10)], run.TakeOutput());
    }

    [Fact]
    public void What_follows_the_end_of_an_input_has_an_end_of_its_own()
    {
        using var run = OperatorHarness.Of(
            (DataStream<int> numbers) => numbers.KeyBy(static one => one).Window(TumblingWindows.Of(Minutes(10)).InProcessingTime())
                .Reduce(static (one, other) => one + other, "sums"));
        run.Push(1);
        run.EndInput();
        Assert.Equal([1], run.TakeOutput());
        run.Restore(run.Snapshot());
        run.Push(2);
        run.EndInput();
        Assert.Equal([2], run.TakeOutput());
    }

    private sealed class Now : ProcessFunction<int, DateTimeOffset>
    {
        protected internal override void Process(in int record, ProcessContext context, Collector<DateTimeOffset> output) =>
            output.Emit(context.Watermark);
    }
}
