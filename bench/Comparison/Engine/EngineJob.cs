using ActorStream.Coordinator;
using ActorStream.Hosting.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Bench.Comparison;

/// <summary>How the engine is set for a contestant; all else is as it comes.</summary>
internal sealed record EngineJob
{
    internal static EngineJob OneSlot { get; } = new();

    internal static EngineJob TwoSlots { get; } = new() { Parallelism = 2 };

    internal int Parallelism { get; init; } = 1;

    /// <summary>Null: no checkpoint but the one at the end.</summary>
    internal TimeSpan? Interval { get; init; }

    internal Func<ActorStreamSettings, ActorStreamSettings> Change { get; init; } = settings => settings;

    internal EngineJob EachSecond => this with { Interval = TimeSpan.FromSeconds(1) };

    /// <summary>Runs a job to its end, with checkpoints in a directory that is deleted afterwards.</summary>
    internal async Task RunAsync(Action<JobBuilder> declare)
    {
        var directory = Directory.CreateTempSubdirectory("actorstream-bench-");
        try
        {
            await RunAsync(declare, directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>As <see cref="RunAsync(Action{JobBuilder})"/>, in a directory that is kept.</summary>
    internal async Task RunAsync(Action<JobBuilder> declare, string directory)
    {
        TimeSpan? interval = Interval is { } measured ? Rehearsal.IntervalOf(measured) : null;
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services
            .AddActorStream(settings => Change(settings with
            {
                Parallelism = Parallelism,
                Checkpoint = settings.Checkpoint with { Directory = Path.Combine(directory, "checkpoints"), Interval = interval },
                State = settings.State with { RocksDb = settings.State.RocksDb with { Directory = Path.Combine(directory, "databases") } },
            }))
            .AddJob("comparison", declare);
        using var host = builder.Build();
        await host.StartAsync();
        var ended = await host.Services.GetServices<IHostedService>().OfType<JobHostedService>().Single().Ended;
        await host.StopAsync();
        if (ended.Ended.How != JobEnd.Finished) throw new InvalidOperationException($"The job did not finish: {ended.Ended}");
    }
}
