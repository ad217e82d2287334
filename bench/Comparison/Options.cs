namespace ActorStream.Bench.Comparison;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Runs everybody on the same events, in turns, and compares them.

          --workload NAME[,NAME]   only these; a name also stands for all that begin with it; growth runs only when named, or with 'all'
          --engine NAME[,NAME]     only these contestants
          --quick                  little of everything, for a first look: one round, and no target is judged
          --rounds N               processes per contestant (3; 1 with --quick)
          --charts DIR             where charts go (out/comparison)
          --markdown FILE          a document whose figures are filled in, not with --quick; can be given several times
          --json FILE              all figures of all rounds
          --list                   names of workloads and contestants
        """;

    internal IReadOnlyList<string> Workloads { get; init; } = [];

    internal IReadOnlyList<string> Contestants { get; init; } = [];

    internal bool IsQuick { get; init; }

    internal int? Rounds { get; init; }

    internal string Charts { get; init; } = "out/comparison";

    internal IReadOnlyList<string> Documents { get; init; } = [];

    internal string? Json { get; init; }

    internal bool IsList { get; init; }

    /// <summary>Whether all that has a target is run, so that targets can be told.</summary>
    internal bool IsAll => Workloads is [] or ["all"];

    internal int EffectiveRounds => Rounds ?? (IsQuick ? 1 : 3);

    /// <exception cref="ArgumentException">Something is not known, or lacks its value; says what.</exception>
    internal static Options Parse(IReadOnlyList<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            var option = args[i];
            options = option switch
            {
                "--quick" => options with { IsQuick = true },
                "--list" => options with { IsList = true },
                "--workload" => options with { Workloads = [.. options.Workloads, .. Value().Split(',')] },
                "--engine" => options with { Contestants = [.. options.Contestants, .. Value().Split(',')] },
                "--rounds" => options with { Rounds = NumberOf(Value()) },
                "--charts" => options with { Charts = Value() },
                "--markdown" => options with { Documents = [.. options.Documents, Value()] },
                "--json" => options with { Json = Value() },
                _ => throw new ArgumentException($"'{option}' is no option."),
            };

            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{option} lacks its value.");
        }

        if (options.Documents.FirstOrDefault(document => !File.Exists(document)) is { } missing)
            throw new ArgumentException($"--markdown fills in a document that there is, and '{missing}' there is not.");
        if (options.IsQuick && options.Documents.Count > 0)
            throw new ArgumentException("--markdown is for figures that stay, and --quick for a first look. Leave one of the two out.");
        return options;
    }

    /// <summary>The workloads that are meant: of those with a contestant that is.</summary>
    /// <exception cref="ArgumentException">A name stands for none.</exception>
    internal IReadOnlyList<Workload> Chosen(IReadOnlyList<Workload> all)
    {
        Workload[] chosen = IsAll
            ? [.. all.Where(workload => workload.Axis is null || Workloads.Count > 0)]
            : [.. Workloads.SelectMany(Named).Distinct()];
        if (Contestants.FirstOrDefault(name => !chosen.Any(workload => Has(workload, name))) is { } unknown)
            throw new ArgumentException(
                $"There is no contestant '{unknown}' in {string.Join(", ", chosen.Select(w => w.Name))}; --list tells which there are.");
        return [.. chosen.Where(workload => Contestants.Count == 0 || Contestants.Any(name => Has(workload, name)))];

        static bool Has(Workload workload, string contestant) => workload.Contestants.Any(c => c.Name == contestant);

        IEnumerable<Workload> Named(string name)
        {
            if (all.FirstOrDefault(workload => workload.Name == name) is { } exactly) return [exactly];
            var begun = all.Where(workload => workload.Name.StartsWith(name, StringComparison.Ordinal)).ToArray();
            return begun.Length > 0 ? begun : throw new ArgumentException($"There is no workload '{name}'; --list tells which there are.");
        }
    }

    private static int NumberOf(string text) => int.TryParse(text, out var number) && number > 0
        ? number
        : throw new ArgumentException($"--rounds takes a number above zero, not '{text}'.");
}
