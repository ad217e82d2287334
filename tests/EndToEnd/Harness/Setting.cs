using System.Globalization;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>What whoever runs the tests can ask for, by environment variables.</summary>
static class Setting
{
    /// <summary>Many more faults of each kind.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("ACTORSTREAM_CI_LONG") == "1";

    public static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Chooses moments and schedules: by ACTORSTREAM_E2E_SEED those of an earlier run, whose output says its seed.</summary>
    public static Random Random(ITestOutputHelper output)
    {
        var seed = Of("ACTORSTREAM_E2E_SEED", Environment.TickCount);
        output.WriteLine($"ACTORSTREAM_E2E_SEED={seed}");
        return new Random(seed);
    }
}
