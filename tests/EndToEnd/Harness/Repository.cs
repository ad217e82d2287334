namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>Where the built programs and the sample data are, found from where this assembly runs.</summary>
static class Repository
{
    static readonly string Root = FindRoot(AppContext.BaseDirectory);

    /// <summary>bin/Release/net10.0 or the like: programs are taken from the same build as the tests.</summary>
    static readonly string BuildFolder = Path.GetRelativePath(Path.Combine(Root, "tests", "EndToEnd"), AppContext.BaseDirectory);

    public static readonly string Flights = Path.Combine(Root, "samples", "data", "flights.csv");
    public static readonly string FlightDelays = Path.Combine(Root, "samples", "FlightDelays", BuildFolder, "FlightDelays.dll");
    public static readonly string Tool = Path.Combine(Root, "src", "Cli", BuildFolder, "ActorStream.Cli.dll");
    public static readonly string Oracle = Path.Combine(Root, "tests", "Oracle", BuildFolder, "ActorStream.Tests.Oracle.dll");

    static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "ActorStream.sln")) ? folder :
        Path.GetDirectoryName(folder) is { } parent ? FindRoot(parent) :
        throw new DirectoryNotFoundException($"ActorStream.sln is in none of the folders above {AppContext.BaseDirectory}");
}
