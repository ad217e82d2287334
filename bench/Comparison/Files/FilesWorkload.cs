namespace ActorStream.Bench.Comparison;

/// <summary>A file in, files out, each row exactly once.</summary>
internal static class FilesWorkload
{
    private const long CheckRows = 100_000;

    internal static Workload Workload { get; } = new(
        "files", "CSV file to CSV files, exactly once",
        "Rows of some forty bytes, half of which pass; from the start until the last row is durable. Two cores, one subtask. The loops "
            + "have their output on the disk each second, but cannot go on after a "
            + "crash; the engine commits each second.",
        [
            Of("bytes", "hand loop, bytes, fsync each second", Called(ByteLoop.Run)),
            Of("csvhelper", "hand loop, CsvHelper, fsync each second", Called(CsvHelperLoop.Run)),
            Of("engine-1s", "ActorStream, checkpoints each second", (input, output, work) => EngineJob.OneSlot.EachSecond.RunAsync(
                job => job
                    .From(CsvFile.Read<Payment>(input), "payments")
                    .Where(payment => Fees.Has(payment.Cents))
                    .Select(payment => new Fee(payment.Id, payment.Account, Fees.Of(payment.Cents), payment.Note))
                    .To(CsvFile.ExactlyOnce<Fee>(output), "fees"),
                work)),
        ])
    {
        Main = new Figure(Figure.Rate.Name, "M rows/s", 1e-6),
        References = ["bytes", "csvhelper"],
        Others = [Figure.Allocated, Figure.Cores],
    };

    private static Contestant Of(string name, string title, Func<string, string, string, Task> run) => new(name, title, async effort =>
    {
        var work = Directory.CreateTempSubdirectory("actorstream-bench-");
        try
        {
            var check = (await RunAsync("check", CheckRows)).Check;
            GC.Collect();
            var rows = effort.Of(3_000_000L, 1_000_000L);
            return new Outcome(check, (await RunAsync("timed", rows)).Figures);

            async Task<(long Check, Dictionary<string, double> Figures)> RunAsync(string trial, long rows)
            {
                var (input, output) = (Path.Combine(work.FullName, $"{trial}.csv"), Path.Combine(work.FullName, trial));
                Fees.WriteInput(input, rows);
                Directory.CreateDirectory(output);
                var from = Reading.Now(0);
                await run(input, output, Path.Combine(work.FullName, $"{trial}-job"));
                var steady = Reading.Now(rows).Since(from);
                return (Fees.CheckOf(output), Throughput.Figures(steady));
            }
        }
        finally
        {
            work.Delete(recursive: true);
        }
    })
    {
        Cores = 2,
        IsShort = true,
    };

    private static Func<string, string, string, Task> Called(Action<string, string> loop) =>
        (input, output, _) => Task.Run(() => loop(input, Path.Combine(output, "fees.csv")));
}
