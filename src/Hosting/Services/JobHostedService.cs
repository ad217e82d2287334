using ActorStream.Coordinator;
using ActorStream.Hosting.Control;
using ActorStream.Hosting.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorStream.Hosting.Services;

/// <summary>
/// One job in the life of an application: started with it, asked things from outside, started anew with another parallelism, stopped.
/// </summary>
internal sealed class JobHostedService(
    JobDefinition definition,
    SettingsSource settingsSource,
    CommandLineSettings commandLine,
    IJobRunner runner,
    JobRegistry registry,
    IFileSystem files,
    TimeProvider time,
    ILoggerFactory loggers,
    IServiceProvider services,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private readonly JobPreparation _preparation = new(files, time, loggers, services);
    private readonly HostingLog _log = new(loggers.CreateLogger<JobHostedService>());
    private readonly HostingLog _controlLog = new(loggers.CreateLogger("ActorStream.Control"));
    private readonly TaskCompletionSource<JobOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<JobOutcome> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    // Written by StartAsync before anybody else looks, then by the one who watches; read by anyone.
    private volatile StartedJob? _started;
    private ControlEndpoint? _endpoint;

    /// <summary>What the job is to go on with when it has been suspended; null: it is not to go on.</summary>
    private Rescaling? _rescaling;

    /// <summary>Ends when nothing of the job runs any more and what it held is free; never fails.</summary>
    internal Task<JobOutcome> Ended => _ended.Task;

    /// <summary>As <see cref="Ended"/>, for who has to be answered before it does.</summary>
    internal Task<JobOutcome> Released => _released.Task;

    internal string Name => definition.Name;

    /// <summary>The job as it runs now.</summary>
    internal StartedJob Started => _started ?? throw new InvalidOperationException("The job has not started.");

    internal TimeProvider Time => time;

    /// <summary>Asks how far the job got; from any thread, never fails.</summary>
    internal async Task<JobProgress> ProgressAsync()
    {
        if (_started is not { } started) return JobProgress.None;
        var progress = await started.Running.ProgressAsync();
        return progress with { Records = progress.Records + started.Before.Records, Restarts = progress.Restarts + started.Before.Restarts };
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = settingsSource.Bind(definition).Settings;
        if (await PrepareAsync(settings, commandLine, cancellationToken) is not { } prepared)
        {
            End(new JobOutcome(new JobEnded(JobEnd.WasOver), JobProgress.None), settings.OnFailure);
            return;
        }

        _log.Starting(definition.Name, prepared.Directory);
        if (settings.Control.Endpoint)
            _endpoint = new ControlEndpoint(definition.Name, new ControlRequests(this).AnswerAsync, registry, time, _controlLog);
        _ = WatchAsync(Start(settings, prepared, JobProgress.None));
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_started is not { } started)
            return;
        await started.Running.DisposeAsync().AsTask().WaitAsync(cancellationToken);
        await Ended.WaitAsync(cancellationToken);
    }

    /// <summary>Suspends the job and starts it with another parallelism. One at a time; answers how long it paused.</summary>
    /// <exception cref="InvalidOperationException">It goes on with the parallelism of before, or has ended; says why.</exception>
    internal async Task<TimeSpan> RescaleAsync(int parallelism)
    {
        var rescaling = new Rescaling(parallelism, time.GetTimestamp());
        if (Interlocked.CompareExchange(ref _rescaling, rescaling, null) is not null)
            throw new InvalidOperationException("Its parallelism is being changed already.");
        await Started.Running.DisposeAsync();
        await Task.WhenAny(rescaling.Done, Released);
        return rescaling.Done.IsCompleted ? await rescaling.Done : throw new InvalidOperationException("The job has ended meanwhile.");
    }

    /// <summary>Compares the job's program with what it could be started from.</summary>
    /// <exception cref="JobGraphException">It cannot be planned.</exception>
    /// <exception cref="IOException">There is nothing to start from, or it is damaged.</exception>
    internal Task<PreflightReport> CheckAsync(RestoreSource from, CancellationToken cancellation) => _preparation.CheckAsync(
        definition, settingsSource.Bind(definition).Settings, from, cancellation);

    /// <summary>Whether the job could be planned with another parallelism.</summary>
    /// <exception cref="JobGraphException">It could not.</exception>
    internal void CheckPlan(int parallelism) => JobPreparation.PlanOf(definition, Started.Settings with { Parallelism = parallelism }, services);

    private Task<PreparedJob?> PrepareAsync(ActorStreamSettings settings, CommandLineSettings start, CancellationToken cancellation) =>
        _preparation.PrepareAsync(definition, settings, start, cancellation);

    private StartedJob Start(ActorStreamSettings settings, PreparedJob prepared, JobProgress before)
    {
        _endpoint?.Listen(prepared.IsInMemory ? null : prepared.Directory);
        return _started = new StartedJob(settings, prepared, runner.Start(prepared.Launch), before);
    }

    private async Task WatchAsync(StartedJob started)
    {
        while (true)
        {
            var ended = await started.Running.Ended;
            await started.Running.DisposeAsync();
            var last = await ProgressAsync();
            _endpoint?.StopListening();
            await started.Prepared.DisposeAsync();
            try
            {
                if (ended.How == JobEnd.Suspended && _rescaling is { } rescaling && !_stopping.IsCancellationRequested)
                {
                    started = await StartAgainAsync(started.Settings, rescaling, last);
                    continue;
                }
            }
            catch (Exception error)
            {
                // Not even with the parallelism of before.
                ended = _stopping.IsCancellationRequested ? ended : new JobEnded(JobEnd.Failed, error);
            }

            var outcome = new JobOutcome(ended, last);
            _released.SetResult(outcome);
            if (_endpoint is not null) await _endpoint.DisposeAsync();
            End(outcome, started.Settings.OnFailure);
            return;
        }
    }

    private async Task<StartedJob> StartAgainAsync(ActorStreamSettings settings, Rescaling rescaling, JobProgress last)
    {
        StartedJob started;
        Exception? refusal = null;
        var wanted = settings with { Parallelism = rescaling.Parallelism };
        var goOn = commandLine with { Fresh = false };
        try
        {
            started = Start(wanted, (await PrepareAsync(wanted, goOn, _stopping.Token))!, last);
        }
        catch (Exception error) when (!_stopping.IsCancellationRequested)
        {
            _controlLog.NotRescaled(error, definition.Name, rescaling.Parallelism, settings.EffectiveParallelism);
            refusal = error;
            started = Start(settings, (await PrepareAsync(settings, goOn, _stopping.Token))!, last);
        }

        if (_stopping.IsCancellationRequested) await started.Running.DisposeAsync();
        _ = AnswerAsync(rescaling, started, refusal);
        return started;
    }

    private async Task AnswerAsync(Rescaling rescaling, StartedJob started, Exception? refusal)
    {
        while (!started.Running.Ended.IsCompleted && (await started.Running.ProgressAsync()).State != JobState.Running)
            await Task.Delay(Rescaling.LookInterval, time);
        Interlocked.Exchange(ref _rescaling, null);
        if (refusal is null) rescaling.OnRunning(time.GetElapsedTime(rescaling.Since));
        else rescaling.OnRefused(refusal);
    }

    private void End(JobOutcome outcome, FailedJobAction onFailure)
    {
        var (ended, last) = outcome;
        switch (ended.How)
        {
            case JobEnd.Finished:
                _log.HasFinished(definition.Name);
                break;
            case JobEnd.Stopped:
                _log.WasStopped(definition.Name, last.Checkpoint);
                break;
            case JobEnd.Cancelled:
                _log.WasCancelled(definition.Name);
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

        _ended.SetResult(outcome with { Ended = ended });
    }
}

/// <summary>A job that this process has started.</summary>
/// <param name="Settings">What with.</param>
/// <param name="Prepared">What is held for it.</param>
/// <param name="Running">The job.</param>
/// <param name="Before">What it had done in this process before, with another parallelism.</param>
internal sealed record StartedJob(ActorStreamSettings Settings, PreparedJob Prepared, IRunningJob Running, JobProgress Before);

/// <summary>How a hosted job ended, and how far it got.</summary>
internal sealed record JobOutcome(JobEnded Ended, JobProgress Last);
