using ActorStream.Coordinator;

namespace ActorStream.Cli.Output;

/// <summary>A job's report for people.</summary>
internal static class StatusText
{
    internal static void Write(JobReport report, DateTimeOffset now, TextWriter output)
    {
        output.WriteLine(
            $"{report.Job} is {report.State}: process {report.Process}, for {People.Span(now - report.StartedAt)}, parallelism {report.Parallelism}, "
            + $"restarts {report.Restarts}");
        output.WriteLine($"job {report.Id ?? "?"}, epoch {report.Epoch}, checkpoints in {report.Directory}");
        if (report.LastFailure is { } failure) output.WriteLine($"last failure: {failure}");
        output.WriteLine();
        WriteSubtasks(report, output);
        output.WriteLine();
        Write(report.Checkpoints, output);
    }

    private static void WriteSubtasks(JobReport report, TextWriter output)
    {
        var table = new TextTable("operators", ">subtask", ">records", ">records/s", ">busy", ">held up", ">late", "watermark");
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
                    People.Instant(subtask.Watermark));
            }
        }

        table.Write(output);
    }

    private static void Write(CheckpointsReport checkpoints, TextWriter output)
    {
        output.Write($"checkpoints: {checkpoints.Completed} completed, {checkpoints.Failed} failed, committed through {checkpoints.CommittedThrough}");
        output.WriteLine(checkpoints.Last is { } last
            ? $"; the last, {last.Checkpoint}, took {People.Milliseconds(last.Milliseconds)} and {People.Bytes(last.Bytes)} "
                + $"(longest alignment {People.Milliseconds(last.AlignmentMilliseconds)}, longest pause of records {People.Milliseconds(last.SynchronousMilliseconds)})"
            : "");
    }
}
