using ActorStream.Tests.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.EndToEnd;

/// <summary>
/// kill -9 at random moments, while a reader watches. More kills: ACTORSTREAM_E2E_KILLS; the same moments: ACTORSTREAM_E2E_SEED.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    const int MostKillsOfOneRun = 8;
    const int MostSubtasks = 4;

    [Fact]
    public async Task Rows_equal_the_oracles_whenever_the_process_is_killed()
    {
        var random = Setting.Random(output);
        var left = Setting.Of("ACTORSTREAM_E2E_KILLS", 3);
        output.WriteLine($"{left} kills");
        while (left > 0)
        {
            left -= await RunWithKillsAsync(random, Math.Min(left, random.Next(3, MostKillsOfOneRun + 1)));
        }
    }

    /// <summary>One run from the first record to the last row, killed at most so often; the kills there were.</summary>
    async Task<int> RunWithKillsAsync(Random random, int most)
    {
        var job = new FlightDelaysJob();
        string[] arguments = ["--rate", "40000", "--checkpoint-interval", "300ms", "--parallelism", $"{random.Next(1, MostSubtasks + 1)}"];
        output.WriteLine($"run in {job.Out} with {string.Join(' ', arguments)}");
        using var watch = await job.WatchAsync();
        var kills = 0;
        while (kills < most)
        {
            var moment = KillMoment.Choose(random);
            if (!await moment.KillAsync(job.Start(arguments), job))
                break;
            kills++;
            output.WriteLine($"killed {moment}, {job.CommittedFiles().Count()} files committed");
        }

        await job.RunAsync(0, arguments);
        output.WriteLine(await watch.AssertNothingSeenAsync());
        await job.AssertRowsEqualAsync();
        job.Delete();
        return kills;
    }
}
