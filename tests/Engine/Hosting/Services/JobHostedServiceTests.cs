using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Services;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using ActorStream.Tests.Engine.Hosting.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Services;

[Collection(Signals.Collection)]
public sealed class JobHostedServiceTests : IDisposable
{
    private readonly JobFolder _folder = new();
    private readonly FakeRunner _runner = new();
    private readonly int _exitCode = Environment.ExitCode;

    [Fact]
    public async Task Job_in_a_web_application_runs_beside_it_and_stops_with_sigterm()
    {
        var store = new MemoryStore<int>();
        var committed = new TaskCompletionSource();
        var sink = new MemorySink<int>(store)
        {
            BeforeWrite = (_, _) =>
            {
                if (store.Committed.Count > 0)
                    committed.TrySetResult();
                return default;
            },
        };
        var builder = Builder();
        builder.Configuration["ActorStream:Checkpoint:Interval"] = "10ms";
        builder.Services.AddActorStream()
            .AddJob("counts", job => job.From(new EndlessSource(), uid: "in", recordsPerSecond: 10_000).To(sink, uid: "out"));
        await using var app = builder.Build();
        app.MapGet("/", () => "hello");
        await app.StartAsync();
        var service = Job(app);
        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(app.Urls.Single()));
        Assert.Same(committed.Task, await Task.WhenAny(committed.Task, service.Ended));

        Signals.Terminate();
        await app.WaitForShutdownAsync();

        var outcome = await service.Ended;
        Assert.Equal(JobEnd.Suspended, outcome.Ended.How);
        Assert.InRange(outcome.Last.Checkpoint, 1, long.MaxValue);
        Assert.Equal(store.Committed.Count, store.Committed.Distinct().Count());
        Assert.Equal(_exitCode, Environment.ExitCode);
    }

    [Fact]
    public async Task Finished_job_leaves_the_application_running()
    {
        await using var app = Application(settings => settings);
        var run = app.StartAsync();
        (await _runner.StartedByAsync(run)).Finish();
        Assert.Equal(JobEnd.Finished, (await Job(app).Ended).Ended.How);
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        await run;
        await app.StopAsync();
    }

    [Theory]
    [InlineData(FailedJobAction.StopHost)]
    [InlineData(FailedJobAction.KeepRunning)]
    public async Task Failed_job_stops_the_application_if_the_settings_say_so(FailedJobAction action)
    {
        await using var app = Application(settings => settings with { OnFailure = action });
        var run = app.StartAsync();
        (await _runner.StartedByAsync(run)).Fail(new InvalidOperationException("broken"));
        var ended = (await Job(app).Ended).Ended;
        Assert.Equal((JobEnd.Failed, "broken"), (ended.How, ended.Error!.Message));
        Assert.Equal(action == FailedJobAction.StopHost, app.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(action == FailedJobAction.StopHost ? 1 : _exitCode, Environment.ExitCode);
        await run;
        await app.StopAsync();
    }

    [Fact]
    public async Task Settings_come_from_the_applications_configuration_code_and_the_job()
    {
        await using var app = Application(
            settings => settings with { Parallelism = 2, Buffers = settings.Buffers with { BatchRecords = 2 } },
            settings => settings with { Parallelism = 3 });
        app.Configuration["ActorStream:Checkpoint:Retained"] = "9";
        var run = app.StartAsync();
        var settings = (await _runner.StartedByAsync(run)).Launch.Run.Settings;
        Assert.Equal((3, 2, 9), (settings.Parallelism, settings.Buffers.BatchRecords, settings.Checkpoint.Retained));
        await run;
        await app.StopAsync();
    }

    [Fact]
    public async Task Settings_that_cannot_be_used_fail_the_start()
    {
        await using var app = Application(settings => settings);
        app.Configuration["ActorStream:Checkpoint:Retaned"] = "9";
        await Assert.ThrowsAsync<SettingsException>(() => app.StartAsync());
        Assert.False(_runner.HasStarted);
    }

    [Fact]
    public void Two_jobs_of_one_name_are_refused()
    {
        var jobs = new ServiceCollection().AddActorStream().AddJob("counts", _ => { });
        Assert.Throws<ArgumentException>(() => jobs.AddJob("counts", _ => { }));
    }

    public void Dispose()
    {
        Environment.ExitCode = _exitCode;
        _folder.Dispose();
    }

    private static JobHostedService Job(WebApplication app) =>
        app.Services.GetServices<IHostedService>().OfType<JobHostedService>().Single();

    private WebApplication Application(
        Func<ActorStreamSettings, ActorStreamSettings> settings, Func<ActorStreamSettings, ActorStreamSettings>? ofJob = null)
    {
        var builder = Builder();
        builder.Services.AddSingleton<IJobRunner>(_runner);
        builder.Services.AddActorStream(settings)
            .AddJob("counts", job => job.From(new FakeSource(), uid: "in").To(new FakeSink([]), uid: "out"), ofJob);
        return builder.Build();
    }

    private WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["ActorStream:Checkpoint:Directory"] = _folder.Checkpoints;
        return builder;
    }
}
