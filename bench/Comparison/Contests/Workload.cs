namespace ActorStream.Bench.Comparison;

/// <summary>Some work that several do.</summary>
/// <param name="Name">On the command line: small letters and dashes.</param>
/// <param name="Title">What it is, in a line.</param>
/// <param name="Remarks">What a reader must know to judge the figures.</param>
/// <param name="Contestants">Who does it.</param>
internal sealed record Workload(string Name, string Title, string Remarks, IReadOnlyList<Contestant> Contestants)
{
    /// <summary>The figure that contestants are compared by.</summary>
    internal Figure Main { get; init; } = Figure.Rate;

    /// <summary>What is shown besides.</summary>
    internal IReadOnlyList<Figure> Others { get; init; } = [Figure.Allocated];

    /// <summary>Names of contestants to whom all are compared, each in a column of its own.</summary>
    internal IReadOnlyList<string> References { get; init; } = [];

    internal IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Rounds it takes part in at most, where one takes long.</summary>
    internal int MostRounds { get; init; } = int.MaxValue;

    /// <summary>Whether contestants are points of lines: how something grows.</summary>
    internal string? Axis { get; init; }

    internal Contestant this[string contestant] => Contestants.Single(c => c.Name == contestant);
}

/// <summary>What is aimed at.</summary>
/// <param name="Contestant">Whose figure.</param>
/// <param name="Against">To which contestant's it is compared; null: it is judged by itself.</param>
/// <param name="Figure">Which figure.</param>
/// <param name="Bound">What it must reach, or where <paramref name="IsMost"/> must not exceed; of the figure as it is shown.</param>
/// <param name="IsMost">Whether less is better.</param>
internal sealed record Target(string Contestant, string? Against, Figure Figure, double Bound, bool IsMost = false)
{
    internal static Target AtLeast(double ratio, string contestant, string against) => new(contestant, against, Figure.Rate, ratio);

    internal static Target AtMost(double bound, string contestant, Figure figure) => new(contestant, null, figure, bound, IsMost: true);
}
