namespace ActorStream.Bench.Comparison;

/// <summary>What a few measurements say together.</summary>
internal static class Statistics
{
    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new InvalidOperationException("There is no median of no values.");
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>How far apart the least and the greatest are, by the median.</summary>
    internal static double Spread(IReadOnlyCollection<double> values)
    {
        var median = Median(values);
        return median == 0 ? 0 : (values.Max() - values.Min()) / median;
    }

    /// <summary>The median of the ratios within each round: what drifts from round to round cancels out. Rounds that only one of both has
    /// do not count; NaN if there is none.</summary>
    internal static double Ratio(IReadOnlyList<double?> values, IReadOnlyList<double?> against)
    {
        var ratios = values.Zip(against, (a, b) => a / b).OfType<double>().ToArray();
        return ratios.Length == 0 ? double.NaN : Median(ratios);
    }
}
