using ActorStream.Bench.Comparison;
using Xunit;

namespace ActorStream.Tests.Engine.Bench;

public sealed class HistogramTests
{
    [Fact]
    public void Percentiles_are_those_of_the_sorted_values_within_a_bucket()
    {
        var random = new Random(3);
        var (histogram, values) = (new Histogram(), new List<long>());
        for (var i = 0; i < 100_000; i++)
        {
            // From nanoseconds to minutes, each magnitude alike.
            values.Add((long)Math.Pow(10, random.NextDouble() * 11));
            histogram.Record(values[^1]);
        }

        values.Sort();
        foreach (var share in new[] { 0.0001, 0.5, 0.9, 0.99, 0.999, 0.9999, 1 })
        {
            var exact = values[(int)Math.Ceiling(values.Count * share) - 1];
            Assert.InRange(histogram.Percentile(share), exact, exact + (exact / 64.0));
        }
    }

    [Fact]
    public void Small_values_are_exact()
    {
        var histogram = new Histogram();
        for (var value = 0; value < 128; value++) histogram.Record(value);
        for (var value = 0; value < 128; value++) Assert.Equal(value, histogram.Percentile((value + 1) / 128.0));
    }

    [Fact]
    public void Two_histograms_add_up_to_one_of_all_values()
    {
        var (all, odd, even) = (new Histogram(), new Histogram(), new Histogram());
        for (var value = 0L; value < 10_000; value++)
        {
            all.Record(value * value);
            (value % 2 == 0 ? even : odd).Record(value * value);
        }

        odd.Add(even);
        Assert.Equal((all.Count, all.Max), (odd.Count, odd.Max));
        Assert.All([0.1, 0.5, 0.99, 1], share => Assert.Equal(all.Percentile(share), odd.Percentile(share)));
    }

    [Fact]
    public void The_greatest_value_of_all_has_a_bucket()
    {
        var histogram = new Histogram();
        histogram.Record(long.MaxValue);
        histogram.Record(-1);
        Assert.Equal((0, long.MaxValue), (histogram.Percentile(0.5), histogram.Percentile(1)));
    }
}
