using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Tests.Allocation;

/// <summary>Runs a job as an application does, without checkpoints, and answers what it allocates per record once it is warm.</summary>
internal static class MeasuredJob
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="job">What happens to the records.</param>
    /// <param name="parallelism">Of the job; each source subtask has a split.</param>
    /// <param name="records">Measured, per split; as many before are the warm-up.</param>
    /// <param name="settings">Further settings.</param>
    internal static Task<double> BytesPerRecordAsync(
        Action<DataStream<Event>> job, int parallelism = 1, long records = 4_000_000,
        Func<ActorStreamSettings, ActorStreamSettings>? settings = null)
    {
        var source = new MeasuredSource<Event>(Event.Of, parallelism, records, records);
        return RunAsync(builder => job(builder.From(source, "events")), source.BytesPerRecord, parallelism, settings);
    }

    /// <summary>Runs a job until what it measures is there.</summary>
    internal static async Task<double> RunAsync(
        Action<JobBuilder> job, Task<double> measured, int parallelism, Func<ActorStreamSettings, ActorStreamSettings>? settings)
    {
        var directory = Directory.CreateTempSubdirectory("actorstream-allocation-");
        try
        {
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddActorStream(defaults => (settings ?? (same => same))(defaults with
            {
                Parallelism = parallelism,
                Checkpoint = defaults.Checkpoint with { Directory = directory.FullName, Interval = null },
            })).AddJob("measured", job);
            using var host = builder.Build();
            await host.StartAsync();
            var stopping = new TaskCompletionSource();
            using var _ = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            await Task.WhenAny(measured, stopping.Task).WaitAsync(Patience);
            await host.StopAsync();
            return measured.IsCompleted
                ? await measured
                : throw new InvalidOperationException("The job ended before its records had been measured.");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
