using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using ActorStream;
using ActorStream.Bench.Idle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// What a job costs while nothing comes in: four source subtasks, four keyed subtasks, checkpoints every ten seconds (the default). Minute
// by minute: code is compiled again, better, once it was called thirty times, and what runs once per checkpoint was after five minutes.
//   dotnet run -c Release --project bench/Idle [-- MINUTES]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var minutes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var directory = Directory.CreateTempSubdirectory("actorstream-bench-");
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services
    .AddActorStream(s => s with { Parallelism = 4, Checkpoint = s.Checkpoint with { Directory = directory.FullName } })
    .AddJob("idle", job => job
        .From(new SilentSource(), "silence")
        .KeyBy(n => n)
        .Window(TumblingWindows.Of(TimeSpan.FromMinutes(1)))
        .Aggregate(() => 0L, (ref long acc, long n) => acc += n, (long _, TimeWindow _, in long acc) => acc, "sums")
        .ForEach(_ => { }));
using (var host = builder.Build())
{
    await host.StartAsync();
    // Past the first two checkpoints.
    await Task.Delay(TimeSpan.FromSeconds(25));
    for (var minute = 1; minute <= minutes; minute++)
    {
        var (before, compiling, watch) = (Environment.CpuUsage.TotalTime, JitInfo.GetCompilationTime(), Stopwatch.StartNew());
        await Task.Delay(TimeSpan.FromMinutes(1));
        var share = (Environment.CpuUsage.TotalTime - before) / watch.Elapsed;
        // By the clock, so on a busy machine it is too much.
        var compiled = (JitInfo.GetCompilationTime() - compiling) / watch.Elapsed;
        Console.WriteLine($"minute {minute}, idle: {share:P2} of one core, of which compiling took {Math.Min(share, compiled):P2}");
    }

    await host.StopAsync();
}

directory.Delete(recursive: true);
