using ActorStream.Hosting.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Bench.KeyedSum;

/// <summary>The same work as a job: source, key, keyed state, sink, in one subtask and so on one core.</summary>
internal static class EngineRun
{
    /// <param name="warmUp">Records of the warm-up.</param>
    /// <param name="records">Records in all.</param>
    /// <param name="checkpointInterval">Null: none but the final one, which comes after the last record.</param>
    internal static async Task<Steady> RunAsync(long warmUp, long records, TimeSpan? checkpointInterval)
    {
        var steady = new Steady(warmUp, records);
        var directory = Directory.CreateTempSubdirectory("actorstream-bench-");
        try
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services
                .AddActorStream(settings => settings with
                {
                    Parallelism = 1,
                    Checkpoint = settings.Checkpoint with { Directory = directory.FullName, Interval = checkpointInterval },
                })
                .AddJob("keyed-sum", job => job
                    .From(new EventSource(records), "events")
                    .KeyBy(e => e.Key)
                    .Process(() => new RunningSum(), "sum")
                    .ForEach(steady.Take));
            using var host = builder.Build();
            await host.StartAsync();
            await host.Services.GetServices<IHostedService>().OfType<JobHostedService>().Single().Ended;
            await host.StopAsync();
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return steady;
    }
}
