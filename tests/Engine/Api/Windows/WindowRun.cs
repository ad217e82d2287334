using ActorStream.TestKit;

namespace ActorStream.Tests.Engine.Api.Windows;

/// <summary>Something that happened to a key at a minute.</summary>
public sealed record Event(string Key, int Minute, int Value = 1, int Split = 0);

/// <summary>Windows in a harness, their results as text: the key, the minutes of the window, and what came of it.</summary>
internal sealed class WindowRun : IDisposable
{
    private readonly OperatorHarness<Event, string> _harness;

    internal WindowRun(Func<KeyedStream<string, Event>, DataStream<string>> windows, bool restores = false, int parallelism = 1) =>
        _harness = OperatorHarness.Of(
        (DataStream<Event> events) => windows(events.KeyBy(static one => one.Key)),
        new OperatorHarnessOptions { RestoreAfterEachCall = restores, Parallelism = parallelism, Start = Start });

    internal static DateTimeOffset Start { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static Sum Sum { get; } = new();

    internal OperatorHarness<Event, string> Harness => _harness;

    internal static DateTimeOffset At(double minute) => Start.AddMinutes(minute);

    internal static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    internal static string Text(string key, TimeWindow window, object result) =>
        $"{key} {(window.Start - Start).TotalMinutes}-{(window.End - Start).TotalMinutes}: {result}";

    public void Dispose() => _harness.Dispose();

    /// <summary>Pushes events; answers what came out since the last call.</summary>
    internal IReadOnlyList<string> Push(params IEnumerable<Event> events)
    {
        foreach (var one in events) _harness.Push(one, At(one.Minute));
        return Output();
    }

    internal IReadOnlyList<string> Watermark(double minute)
    {
        _harness.PushWatermark(At(minute));
        return Output();
    }

    internal IReadOnlyList<string> Wait(double minutes)
    {
        _harness.AdvanceTime(Minutes(minutes));
        return Output();
    }

    internal IReadOnlyList<string> End()
    {
        _harness.EndInput();
        return Output();
    }

    private IReadOnlyList<string> Output() => [.. _harness.TakeOutput().Order(StringComparer.Ordinal)];
}

/// <summary>The sum of values.</summary>
internal sealed class Sum : IWindowAggregate<Event, string, int, string>, IWindowMerge<int>
{
    public int Create() => 0;

    public void Add(ref int acc, Event record) => acc += record.Value;

    public string Result(string key, TimeWindow window, in int acc) => WindowRun.Text(key, window, acc);

    public void Merge(ref int acc, in int other) => acc += other;
}
