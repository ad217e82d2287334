namespace ActorStream.Bench.Comparison;

/// <summary>A workload's result as a drawing.</summary>
internal static class Chart
{
    internal static string Of(Result result) => result.Workload.Axis is { } axis ? LineChart.Of(result, axis) : BarChart.Of(result);

    /// <summary>A round number at or above one: 1, 2 or 5 times a power of ten.</summary>
    internal static double RoundUp(double value)
    {
        if (!(value > 0)) return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return power * (value / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
