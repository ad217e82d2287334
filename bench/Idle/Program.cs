using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using ActorStream;
using ActorStream.Bench.Idle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// What a job costs while nothing comes in: four source subtasks, four keyed subtasks, checkpoints every ten seconds (the default).
//   dotnet run -c Release --project bench/Idle [-- SECONDS]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 30;
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
    // Past the first two checkpoints: their code is compiled then.
    await Task.Delay(TimeSpan.FromSeconds(25));
    using var process = Process.GetCurrentProcess();
    var (before, compiling, watch) = (process.TotalProcessorTime, JitInfo.GetCompilationTime(), Stopwatch.StartNew());
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    process.Refresh();
    var share = (process.TotalProcessorTime - before) / watch.Elapsed;
    // Code that is called a few times is compiled again, better, for minutes; that ends. Its time is by the clock, so on a busy machine it is too much.
    var compiled = (JitInfo.GetCompilationTime() - compiling) / watch.Elapsed;
    Console.WriteLine($"idle for {watch.Elapsed.TotalSeconds:F0} s: {share:P2} of one core, of which compiling took {Math.Min(share, compiled):P2}");
    await host.StopAsync();
}

directory.Delete(recursive: true);
