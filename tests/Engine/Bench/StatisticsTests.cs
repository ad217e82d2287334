using ActorStream.Bench.Comparison;
using Xunit;

namespace ActorStream.Tests.Engine.Bench;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(2, new double[] { 3, 1, 2 })]
    [InlineData(2.5, new double[] { 4, 1, 2, 3 })]
    [InlineData(7, new double[] { 7 })]
    public void Median_is_in_the_middle(double median, double[] values) => Assert.Equal(median, Statistics.Median(values));

    [Fact]
    public void Spread_is_from_the_least_to_the_greatest_by_the_median() => Assert.Equal(0.5, Statistics.Spread([3, 4, 5]));

    [Fact]
    public void Ratios_are_taken_within_rounds_so_that_a_drift_cancels_out()
    {
        // The machine gets slower by half from round to round: medians apart would say 0.5 x 4 / 2.
        Assert.Equal(0.5, Statistics.Ratio([4, 2, 1], [8, 4, 2]));
        Assert.Equal(0.5, Statistics.Ratio([4, 2, null], [8, 4, 2]));
        Assert.True(double.IsNaN(Statistics.Ratio([], [8, 4, 2])));
    }

    [Theory]
    [InlineData(1234567, "1,234,567")]
    [InlineData(12.345, "12.3")]
    [InlineData(1.2345, "1.23")]
    [InlineData(0.12345, "0.123")]
    [InlineData(0, "0")]
    [InlineData(double.NaN, "")]
    public void Figures_have_the_digits_that_matter(double value, string text) => Assert.Equal(text, Figure.Text(value));
}
