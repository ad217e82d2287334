namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// The switches of the mutants: a source file that only the mutated copy has, and the environment variable that it reads when its process
/// starts.
/// </summary>
internal static class MutantSwitch
{
    /// <summary>Numbers of the mutants that are on, with commas between them.</summary>
    internal const string Variable = "ACTORSTREAM_MUTANTS";

    private const string ReachedSwitch = "ActorStream.Mutants.Reached";

    internal const string Source = $$"""
        namespace ActorStream;

        public static class Mutants
        {
            private static readonly bool[] On = Read();
            private static bool _reached;

            public static bool Is(int number) => On[number] && Reached();

            private static bool Reached()
            {
                if (!_reached) System.AppContext.SetSwitch("{{ReachedSwitch}}", true);
                return _reached = true;
            }

            private static bool[] Read()
            {
                var on = new bool[1024];
                foreach (var number in (System.Environment.GetEnvironmentVariable("{{Variable}}") ?? "").Split(',', System.StringSplitOptions.RemoveEmptyEntries))
                    on[int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)] = true;
                return on;
            }
        }
        """;

    /// <summary>Whether this process came to a place where a mutant that is on does something else.</summary>
    internal static bool WasReached => AppContext.TryGetSwitch(ReachedSwitch, out var reached) && reached;
}
