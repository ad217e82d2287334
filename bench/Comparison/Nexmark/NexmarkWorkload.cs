using Nexmark;

namespace ActorStream.Bench.Comparison;

/// <summary>The queries of samples/Nexmark: nobody to compare with, but all sorts of jobs.</summary>
internal static class NexmarkWorkload
{
    private static readonly Figure PerCore = new("per-core", "M events/s/core", 1e-6);

    internal static Workload Workload { get; } = new(
        "nexmark", "Nexmark, queries of samples/Nexmark",
        "One slot and two cores, checkpoints each second, from the first event to the end of the job; making the events is part of it. "
            + "By the processor time of the whole process.",
        [.. Query.All.Select(query => new Contestant(query.Name, $"ActorStream, {query.Name}", effort => MeasureAsync(query, effort))
            { Cores = 2, IsShort = true })])
    {
        Main = PerCore,
        Others = [Figure.Rate, Figure.Allocated],
        MostRounds = 1,
    };

    private static async Task<Outcome> MeasureAsync(Query query, Effort effort)
    {
        // Enough to compile most of it. Then for seconds, so that there is more than one checkpoint also in the slowest queries, and
        // starting a job is a small part in the fastest.
        var first = await RunAsync(query, effort.Of(3_000_000, 300_000));
        var events = Math.Max(effort.Of(12_000_000, 1_000_000), (long)(first.EventsPerSecond * effort.Of(10.0, 1.0)));
        var steady = await RunAsync(query, events);
        var figures = Throughput.Figures(steady);
        figures[PerCore.Name] = steady.EventsPerSecond / steady.Cores;
        return new Outcome(null, figures);
    }

    private static async Task<Steady> RunAsync(Query query, long events)
    {
        var generator = new EventGenerator(1, 100_000);
        Reading? from = null;
        await EngineJob.OneSlot.EachSecond.RunAsync(job => Job.Declare(job, query, First, events, new Discarded()));
        return Reading.Now(events).Since(from!);

        global::Nexmark.Event First(long place)
        {
            if (place == 0) from = Reading.Now(0);
            return generator.At(place);
        }
    }

    private sealed class Discarded : IRows
    {
        public void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition) =>
            rows.To(new DiscardedRows<TRow>(new RowCount()), uid: "rows");
    }
}
