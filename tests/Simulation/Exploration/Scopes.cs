using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>The scopes that are explored, small ones first. The final round comes on top of the rounds that are named.</summary>
internal static class Scopes
{
    private static readonly Crash[] AnyCrash = [Crash.Worker, Crash.Coordinator, Crash.Both];

    /// <summary>Each to its end.</summary>
    internal static IReadOnlyList<Scope> All { get; } =
    [
        new("plain") { About = "one round while records flow" },
        new("crash") { About = "the same; a process, or both, crash at any moment", Crashes = AnyCrash },
        new("records") { About = "one round, two records a channel", Records = 2 },
        .. Unknown("unknown-1", "whether the final checkpoint is journalled is not learned, at first", rounds: 0, append: 1),
        .. Unknown("unknown-2", "whether its commit is journalled is not learned, at first", rounds: 0, append: 2),
        new("abort") { About = "the final round is given up at any moment", Rounds = 0, Timeouts = 1, Crashes = AnyCrash },
        new("overlap") { About = "two rounds at once", Rounds = 2, Concurrent = 2 },
    ];

    /// <summary>Larger ones, which take longer.</summary>
    internal static IReadOnlyList<Scope> Deep { get; } =
    [
        new("successive") { About = "one round after the other", Rounds = 2 },
        .. Unknown("unknown-first", "whether the first of two checkpoints is journalled is not learned, at first", rounds: 1, append: 1),
        .. Unknown("unknown-second", "whether the append behind it is durable is not learned, at first", rounds: 1, append: 2),
        new("assigning") { About = "one round while splits are assigned", IsAssigning = true },
        new("abort-any") { About = "one of the rounds is given up at any moment", Timeouts = 1, Crashes = AnyCrash },
        new("overlap-crash") { About = "two rounds at once; a process, or both, crash at any moment", Rounds = 2, Concurrent = 2,
            Crashes = AnyCrash },
        new("overlap-abort") { About = "two rounds at once, one of the rounds is given up at any moment", Rounds = 2, Concurrent = 2,
            Timeouts = 1 },
    ];

    private static IEnumerable<Scope> Unknown(string name, string about, int rounds, int append) =>
    [
        new($"{name}-kept") { About = $"{about}: it is", Rounds = rounds, UnknownAppend = append, Fate = AppendFate.KeptAndUnknown,
            Crashes = AnyCrash },
        new($"{name}-lost") { About = $"{about}: it is not", Rounds = rounds, UnknownAppend = append, Fate = AppendFate.LostAndUnknown,
            Crashes = AnyCrash },
    ];
}
