using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Services;

/// <summary>One job in the life of an application.</summary>
internal sealed class JobHostedService(
    JobDefinition definition,
    SettingsSource settingsSource,
    CommandLineSettings commandLine,
    IJobRunner runner,
    IFileSystem files,
    TimeProvider time,
    ILoggerFactory loggers,
    IServiceProvider services,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private readonly HostingLog _log = new(loggers.CreateLogger<JobHostedService>());
    private readonly TaskCompletionSource<JobOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Written by StartAsync before anybody else looks; the host never calls StopAsync beside it.
    private IRunningJob? _running;

    /// <summary>Ends when nothing of the job runs any more and what it held is free; never fails.</summary>
    internal Task<JobOutcome> Ended => _ended.Task;

    /// <summary>Asks how far the job got; from any thread, never fails.</summary>
    internal Task<JobProgress> ProgressAsync() => _running?.ProgressAsync() ?? Task.FromResult(JobProgress.None);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = settingsSource.Bind(definition).Settings;
        var preparation = new JobPreparation(files, time, loggers, services);
        var prepared = await preparation.PrepareAsync(definition, settings, commandLine.Fresh, cancellationToken);
        if (prepared is null)
        {
            End(new JobEnded(JobEnd.WasOver), JobProgress.None, settings.OnFailure);
            return;
        }

        _log.Starting(definition.Name, prepared.Directory);
        _running = runner.Start(prepared.Launch);
        _ = WatchAsync(prepared, _running, settings.OnFailure);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running is null)
            return;
        await _running.DisposeAsync().AsTask().WaitAsync(cancellationToken);
        await Ended.WaitAsync(cancellationToken);
    }

    private async Task WatchAsync(PreparedJob prepared, IRunningJob running, FailedJobAction onFailure)
    {
        var ended = await running.Ended;
        await running.DisposeAsync();
        var last = await running.ProgressAsync();
        await prepared.DisposeAsync();
        End(ended, last, onFailure);
    }

    private void End(JobEnded ended, JobProgress last, FailedJobAction onFailure)
    {
        switch (ended.How)
        {
            case JobEnd.Finished or JobEnd.Stopped:
                _log.HasFinished(definition.Name);
                break;
            case JobEnd.WasOver:
                _log.HadFinished(definition.Name);
                break;
            case JobEnd.Suspended:
                _log.Stopped(definition.Name, last.Checkpoint);
                break;
            case JobEnd.Failed or JobEnd.Fenced:
                ended = ended with { Error = ended.Error ?? new InvalidOperationException("Another coordinator has taken over the job.") };
                _log.HasFailed(ended.Error, definition.Name);
                if (onFailure == FailedJobAction.StopHost)
                {
                    Environment.ExitCode = 1;
                    lifetime.StopApplication();
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown end {ended.How} of a job.");
        }

        _ended.SetResult(new JobOutcome(ended, last));
    }
}

/// <summary>How a hosted job ended, and how far it got.</summary>
internal sealed record JobOutcome(JobEnded Ended, JobProgress Last);
