using ActorStream;
using ActorStream.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace Testing;

public sealed class PaymentsJobTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Monday = new(2024, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<Payment> Payments =
        [.. Enumerable.Range(0, 24).Select(static i => new Payment($"account-{i * 5 % 7}", 10 + i, Monday.AddMinutes(i)))];

    private static readonly IReadOnlyList<Balance> Expected =
    [
        .. Payments.GroupBy(static payment => payment.Account).SelectMany(static account =>
            account.Select((_, i) => new Balance(account.Key, i + 1, account.Take(i + 1).Sum(static payment => payment.Amount)))),
    ];

    [Fact]
    public void Function_keeps_its_totals_through_a_restore()
    {
        using var harness = OperatorHarness.Of((DataStream<Payment> payments) => payments
            .KeyBy(payment => payment.Account)
            .Process(() => new RunningBalance(), uid: "balance"));

        harness.Push(new Payment("ann", 10, Monday));
        var snapshot = harness.Snapshot();
        harness.Push(new Payment("ann", 1000, Monday));
        harness.TakeOutput();

        harness.Restore(snapshot, parallelism: 3);
        harness.Push(new Payment("ann", 5, Monday));
        Assert.Equal([new Balance("ann", 2, 15)], harness.TakeOutput());
    }

    [Fact]
    public void Rows_become_visible_with_the_next_checkpoint()
    {
        var driver = new JobDriver(job => PaymentsJob.Declare(job, new FeedSource<Payment>(), new LedgerSink(new Ledger())));
        driver.Start();
        driver.Source<FeedSource<Payment>>("payments").Push(Payments);
        driver.Checkpoint();

        driver.Crash();
        driver.Start();
        driver.Source<FeedSource<Payment>>("payments").Complete();
        driver.RunToEnd();

        Assert.Equivalent(Expected, driver.Sink<LedgerSink>("ledger").Ledger.Rows, strict: true);
    }

    [Fact]
    public void Bug_shows_in_no_run_without_faults_and_the_simulation_finds_it()
    {
        var broken = Assert.Throws<JobSimulationException>(() => JobSimulation.Run(
            job => PaymentsJob.Declare(job, new ListSource<Payment>(Payments), new AppendingSink(new Ledger())),
            seeds: 1..1000,
            check: EachRowOnce));

        output.WriteLine(broken.Message);
        Assert.NotNull(broken.Seed);
        Assert.Contains("committed 2 times", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mended_sink_passes_a_thousand_seeds()
    {
        var report = JobSimulation.Run(
            job => PaymentsJob.Declare(job, new ListSource<Payment>(Payments), new LedgerSink(new Ledger())),
            seeds: 1..1000,
            check: EachRowOnce);

        output.WriteLine(report.ToString());
        Assert.True(report.Faults > 1000);
    }

    private static void EachRowOnce(SimulatedRun run)
    {
        var rows = run.Sink<LedgerSink>("ledger").Ledger.Rows;
        foreach (var (row, times) in rows.CountBy(static row => row)) Assert.True(times == 1, $"{row} was committed {times} times.");
        Assert.Equal(Expected.ToHashSet(), rows.ToHashSet());
    }
}
