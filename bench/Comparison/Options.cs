namespace ActorStream.Bench.Comparison;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Runs everybody on the same events, in turns, and compares them.

          --workload NAME[,NAME]   only these; a name also stands for all that begin with it; growth runs only when named, or with 'all'
          --engine NAME[,NAME]     only these contestants
          --quick                  little of everything, for a first look
          --rounds N               processes per contestant (3; 1 with --quick)
          --charts DIR             where charts go (out/comparison)
          --markdown FILE          a document whose figures are filled in; can be given several times
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

        return options;
    }

    /// <summary>The workloads that are meant.</summary>
    /// <exception cref="ArgumentException">A name stands for none.</exception>
    internal IReadOnlyList<Workload> Chosen(IReadOnlyList<Workload> all)
    {
        if (IsAll) return [.. all.Where(workload => workload.Axis is null || Workloads.Count > 0)];
        return [.. Workloads.SelectMany(Named)];

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
