using System.Globalization;

namespace ActorStream.Bench.Windows;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Sums by key in windows of many kinds, over the same stream, in turns.

          --per-second N       events per second of event time, which is how many fall into a slide (1,000,000)
          --keys N             (100,000)
          --records N          that are measured (60,000,000)
          --rounds N           (3)
          --only NAME[,NAME]   tumbling, sliding-10, sliding-60, session
        """;

    internal long PerSecond { get; init; } = 1_000_000;

    internal int Keys { get; init; } = 100_000;

    internal long Records { get; init; } = 60_000_000;

    internal int Rounds { get; init; } = 3;

    internal IReadOnlyList<string> Only { get; init; } = [];

    /// <exception cref="ArgumentException">Something is not known, or lacks its value; says what.</exception>
    internal static Options Parse(IReadOnlyList<string> args)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i += 2)
        {
            var option = args[i];
            options = option switch
            {
                "--per-second" => options with { PerSecond = Number(10_000_000) },
                "--keys" => options with { Keys = (int)Number(1 << 28) },
                "--records" => options with { Records = Number(long.MaxValue / 2) },
                "--rounds" => options with { Rounds = (int)Number(1000) },
                "--only" => options with { Only = Value().Split(',') },
                _ => throw new ArgumentException($"'{option}' is no option."),
            };

            string Value() => i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{option} lacks its value.");

            long Number(long most) =>
                long.TryParse(Value(), NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
                    && number > 0 && number <= most
                    ? number
                    : throw new ArgumentException($"{option} takes a number from 1 to {most:N0}, not '{Value()}'.");
        }

        return options;
    }
}
