using ActorStream.Tests.Oracle;

// The judge of the main job: single-threaded, integer arithmetic only, and not a line shared with the engine.
const string Usage = """
    Oracle expected --input flights.csv                                prints the rows the main job must commit, sorted
    Oracle compare  --input flights.csv --out DIR                      compares what is committed in DIR with them
    Oracle watch    --input flights.csv --out DIR --stop-file FILE     reads DIR over and over until FILE exists

    Exit code 0: all is well; 1: the output is wrong, each finding on a line; 2: the oracle could not do its work.
    """;

try
{
    switch (args)
    {
        case ["expected", "--input", var input]:
            foreach (var row in ExpectedRows.Of(input))
                Console.WriteLine(row);
            return 0;
        case ["compare", "--input", var input, "--out", var directory]:
            return Comparison.Run(ExpectedRows.Of(input), directory, Console.Out);
        case ["watch", "--input", var input, "--out", var directory, "--stop-file", var stopFile]:
            return await new Watch(ExpectedRows.Of(input), directory, stopFile, Console.Out).RunAsync();
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"oracle: {e.Message}");
    return 2;
}
