using ActorStream.Coordinator;

namespace ActorStream.Cli.Output;

/// <summary>A job's report for people.</summary>
internal static class StatusText
{
    private const int MostRounds = 5;

    private static readonly string Suspended = nameof(JobState.Suspended).ToLowerInvariant();

    internal static void Write(JobReport report, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine(
            $"{report.Job} is {report.State}: process {report.Process}, for {People.Span(now - report.StartedAt)}, parallelism {report.Parallelism}, "
            + $"restarts {report.Restarts}");
        output.WriteLine($"job {report.Id ?? "?"}, epoch {report.Epoch}, checkpoints in {report.Directory}");
        if (report.LastFailure is { } failure) output.WriteLine($"last failure: {failure}");
        if (report.State == Suspended) output.WriteLine($"It waits for you: mend the cause, then actorstream resume {report.Job}");
        output.WriteLine();
        WriteSubtasks(report, output);
        output.WriteLine();
        Write(report.Checkpoints, now, output);
    }

    private static void WriteSubtasks(JobReport report, TextWriter output)
    {
        var table = new TextTable("operators", ">subtask", ">records", ">records/s", ">busy", ">held up", ">late", ">failed", "watermark");
        foreach (var chain in report.Chains)
        {
            foreach (var (subtask, i) in chain.Subtasks.Select(static (subtask, i) => (subtask, i)))
            {
                table.Add(
                    i == 0 ? chain.Name : "",
                    $"{subtask.Index}",
                    People.Number(subtask.Records),
                    subtask.PerSecond is { } rate ? People.Number(rate) : "",
                    People.Share(subtask.Busy),
                    People.Share(subtask.HeldUp),
                    subtask.LateRecords == 0 ? "" : People.Number(subtask.LateRecords),
                    subtask.FailedRecords == 0 ? "" : People.Number(subtask.FailedRecords),
                    People.Instant(subtask.Watermark));
            }
        }

        table.Write(output);
        foreach (var held in report.HeldBack) Write(held, output);
    }

    private static void Write(HeldBackReport held, TextWriter output)
    {
        if (held.By is not [var first, .., var last] || first.Watermark == DateTimeOffset.MaxValue) return;
        var split = last.Split is { } slowest
            ? $", split {slowest.Split} at {At(slowest.Watermark)}{(slowest.IsPaused ? ", paused" : "")}"
            : "";
        output.WriteLine(
            $"event time of '{held.Operator}' is {At(first.Watermark)}, held back by subtask {last.Subtask} of {last.Operators}{split}");

        static string At(DateTimeOffset? watermark) => watermark is null ? "nowhere yet" : People.Instant(watermark);
    }

    private static void Write(CheckpointsReport checkpoints, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine(
            $"checkpoints: {checkpoints.Completed} completed, {checkpoints.Failed} failed, "
                + $"committed through {checkpoints.CommittedThrough}");
        if (checkpoints.Recent.Count == 0) return;
        var table = new TextTable(">checkpoint", ">ago", ">took", ">bytes", ">longest alignment", ">longest pause of records");
        foreach (var round in checkpoints.Recent.Reverse().Take(MostRounds))
        {
            table.Add(
                $"{round.Checkpoint}",
                People.Span(now - round.At),
                People.Milliseconds(round.Milliseconds),
                People.Bytes(round.Bytes),
                People.Milliseconds(round.AlignmentMilliseconds),
                People.Milliseconds(round.SynchronousMilliseconds));
        }

        table.Write(output);
    }
}
