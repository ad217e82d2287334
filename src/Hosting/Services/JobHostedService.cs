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
    private PreparedJob? _prepared;
    private IRunningJob? _running;

    /// <summary>How far the job got; from any thread.</summary>
    internal JobProgress Progress => _running?.Progress ?? JobProgress.None;

    /// <summary>Ends when nothing of the job runs any more and what it held is free; never fails.</summary>
    internal Task<JobOutcome> Ended => _ended.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = settingsSource.Bind(definition).Settings;
        var preparation = new JobPreparation(files, time, loggers, services);
        _prepared = await preparation.PrepareAsync(definition, settings, commandLine.Fresh, cancellationToken);
        if (_prepared is null)
        {
            _log.HadFinished(definition.Name);
            _ended.SetResult(new JobOutcome(JobEnd.HadFinished, JobProgress.None));
            return;
        }

        _log.Starting(definition.Name, _prepared.Launch.Directory);
        _running = runner.Start(_prepared.Launch);
        _ = WatchAsync(_prepared, _running, settings.OnFailure);
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
        var error = await EndOfAsync(running);
        var last = running.Progress;
        var end = error switch
        {
            null => JobEnd.Finished,
            OperationCanceledException => JobEnd.Stopped,
            _ => JobEnd.Failed,
        };
        await running.DisposeAsync();
        await prepared.DisposeAsync();
        switch (end)
        {
            case JobEnd.Finished:
                _log.HasFinished(definition.Name);
                break;
            case JobEnd.Stopped:
                _log.Stopped(definition.Name, last.Checkpoint);
                break;
            default:
                _log.HasFailed(error!, definition.Name);
                if (onFailure == FailedJobAction.StopHost)
                {
                    Environment.ExitCode = 1;
                    lifetime.StopApplication();
                }

                break;
        }

        _ended.SetResult(new JobOutcome(end, last, end == JobEnd.Failed ? error : null));
    }

    private static async Task<Exception?> EndOfAsync(IRunningJob running)
    {
        try
        {
            await running.Ended;
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
