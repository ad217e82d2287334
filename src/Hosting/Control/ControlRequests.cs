using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;
using ActorStream.Hosting.Services;

namespace ActorStream.Hosting.Control;

/// <summary>Turns what is asked of a job from outside into messages to its coordinator, and the answers back. Thread-safe.</summary>
internal sealed class ControlRequests(JobHostedService job)
{
    internal async Task<ControlAnswer> AnswerAsync(ControlRequest request)
    {
        try
        {
            return request switch
            {
                StatusRequest status => await job.Started.Running.ReportAsync(TimeSpan.FromMilliseconds(status.SampleMilliseconds)),
                SavepointRequest savepoint => await SavepointAsync(savepoint.Directory, SavepointMode.Take),
                StopRequest stop => await StopAsync(stop),
                CancelRequest => await EndAsync(new CancelJob()),
                RescaleRequest rescale => await RescaleAsync(rescale),
                ResumeRequest =>
                    await job.Started.Running.AskAsync(new ResumeJob()) is RequestRefused no ? new Refusal(no.Why) : new ResumeReport(),
                CheckRequest check => CheckReport.Of(
                    await job.CheckAsync(new RestoreSource(check.From, ClaimMode.NoClaim, check.Drop), CancellationToken.None)),
                _ => new Refusal($"The program that runs '{job.Name}' cannot answer a {request.GetType().Name}."),
            };
        }
        catch (IOException error)
        {
            return new Refusal(error.Message);
        }
        catch (InvalidOperationException error)
        {
            return new Refusal($"Job '{job.Name}' cannot do that: {error.Message}");
        }
    }

    private async Task<ControlAnswer> SavepointAsync(string directory, SavepointMode mode) =>
        await job.Started.Running.AskAsync(new TriggerSavepoint(directory, mode)) switch
        {
            SavepointTaken taken => new SavepointReport(taken.Directory, taken.Checkpoint, taken.Duration.TotalMilliseconds, taken.Bytes),
            RequestRefused refused => new Refusal(refused.Why),
            var other => throw new InvalidOperationException($"the coordinator answered {other.GetType().Name}."),
        };

    private async Task<ControlAnswer> StopAsync(StopRequest stop)
    {
        if ((await job.ProgressAsync()).State == JobState.Suspended)
            return new Refusal($"Job '{job.Name}' is suspended and cannot take its last checkpoint: resume it first, or cancel it.");
        if (stop.Savepoint is null) return await EndAsync(new StopJob(stop.Drain));
        return await SavepointAsync(stop.Savepoint, stop.Drain ? SavepointMode.Drain : SavepointMode.Stop) switch
        {
            SavepointReport savepoint => Report(await job.Released, savepoint),
            var refusal => refusal,
        };
    }

    /// <summary>Ends the job, and answers when nothing of it is held any more.</summary>
    private async Task<ControlAnswer> EndAsync(object message)
    {
        var answered = job.Started.Running.AskAsync(message);
        if (await Task.WhenAny(answered, job.Released) == answered
            && answered is { IsCompletedSuccessfully: true, Result: RequestRefused no })
            return new Refusal(no.Why);
        return Report(await job.Released, savepoint: null);
    }

    private async Task<ControlAnswer> RescaleAsync(RescaleRequest rescale)
    {
        var before = job.Started.Settings.EffectiveParallelism;
        if (rescale.Parallelism == before) return new Refusal($"Job '{job.Name}' runs with parallelism {before} already.");
        try
        {
            job.CheckPlan(rescale.Parallelism);
        }
        catch (Exception error) when (error is JobGraphException or JobDeclarationException or ArgumentException)
        {
            return new Refusal(error.Message);
        }

        var taken = await SavepointAsync(rescale.Savepoint, SavepointMode.Take);
        if (taken is not SavepointReport savepoint) return taken;
        var pause = await job.RescaleAsync(rescale.Parallelism);
        return new RescaleReport(before, rescale.Parallelism, pause.TotalMilliseconds, savepoint);
    }

    private static EndReport Report(JobOutcome outcome, SavepointReport? savepoint) =>
        new(outcome.Ended.How.ToString().ToLowerInvariant(), outcome.Last.Checkpoint, outcome.Last.Records, savepoint);
}
