using ActorStream.Hosting.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Bench.Windows;

/// <summary>
/// Sums by key and window as a job: source, key, window, sink, in one subtask and so on one core, with checkpoints every second.
/// </summary>
internal static class Engine
{
    internal static async Task<Steady> RunAsync(Events events, WindowAssigner windows, long warmUp, long records)
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
                    Checkpoint = settings.Checkpoint with { Directory = directory.FullName, Interval = TimeSpan.FromSeconds(1) },
                })
                .AddJob("windows", job => job
                    .From(new EventSource(events, steady, records), "events")
                    .KeyBy(e => e.Key)
                    .Window(windows).Aggregate(new Sum(), "sums")
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

    private sealed class Sum : IWindowAggregate<Event, long, long, long>, IWindowMerge<long>
    {
        public long Create() => 0;

        public void Add(ref long acc, Event record) => acc += record.Value;

        public long Result(long key, TimeWindow window, in long acc) => acc;

        public void Merge(ref long acc, in long other) => acc += other;
    }
}
