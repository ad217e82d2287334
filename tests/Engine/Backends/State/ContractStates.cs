using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>One subtask of an operator with state of every kind, keyed by strings.</summary>
internal sealed class ContractStates : IDisposable
{
    private static readonly IKeyHasher<string> Hasher = KeyHash.For<string>();

    public ContractStates(KeyedStateBackend<string> backend)
    {
        Backend = backend;
        var states = new StateDeclarations();
        Sum = states.Value<long>("sum");
        History = states.Value<List<int>?>("history");
        Visits = states.Map<(int Shop, string City), long>("visits");
        Baskets = states.Map<string, Basket>("baskets");
        Events = states.SortedMap<DateTime, string?>("events");
        Log = states.List<string>("log");
        Notes = states.List<Note>("notes");
        Total = states.Reducing("total", Reducers.Sum);
        Longest = states.Reducing<string>("longest", static (one, other) => other.Length > one.Length ? other : one);
        Mean = states.Aggregating("mean", new MeanOf());
        states.BindTo(Backend);
        Declared = states.All;
        Slices = Backend.Slices(new SliceStateDescriptor<long>("windows"));
        EventTimers = Backend.Timers(TimerKind.EventTime);
        ClockTimers = Backend.Timers(TimerKind.ProcessingTime);
    }

    public KeyedStateBackend<string> Backend { get; }

    public IReadOnlyList<StateDescriptor> Declared { get; }

    public ValueState<long> Sum { get; }

    public ValueState<List<int>?> History { get; }

    public MapState<(int Shop, string City), long> Visits { get; }

    public MapState<string, Basket> Baskets { get; }

    public SortedMapState<DateTime, string?> Events { get; }

    public ListState<string> Log { get; }

    public ListState<Note> Notes { get; }

    public ReducingState<long> Total { get; }

    public ReducingState<string> Longest { get; }

    public AggregatingState<int, MeanOf.Acc, double> Mean { get; }

    public SliceState<string, long> Slices { get; }

    public TimerState<string> EventTimers { get; }

    public TimerState<string> ClockTimers { get; }

    public static ulong Hash(string key) => Hasher.Hash(key);

    /// <summary>Makes a key the current one.</summary>
    public ContractStates Of(string key)
    {
        Backend.SetCurrent(key, Hash(key));
        return this;
    }

    public void AddToSlice(long slice, string key, long value) => Slices.GetOrAdd(slice, key, Hash(key), out _) += value;

    /// <summary>A line for each entry of each state, in no order.</summary>
    public List<string> Dump()
    {
        var lines = new List<string>();
        foreach (var state in Declared)
        {
            var keys = Backend.Keys(state);
            while (keys.MoveNext())
            {
                Of(keys.Key);
                lines.AddRange(EntriesOf(state.Name).Select(entry => $"{state.Name} {keys.Key}: {entry}"));
            }
        }

        foreach (var slice in Slices.Slices)
        {
            var cursor = Slices.Iterate(slice);
            while (cursor.MoveNext())
            {
                lines.Add($"slice {slice} {cursor.Key}: {cursor.Value}");
            }
        }

        lines.AddRange(Dump("event timer", EventTimers));
        lines.AddRange(Dump("clock timer", ClockTimers));
        Backend.ClearCurrent();
        return lines;
    }

    public void Dispose() => Backend.Dispose();

    private List<string> EntriesOf(string state) => state switch
    {
        "sum" => [$"{Sum.Ref}"],
        "history" => [string.Join(",", History.Ref!)],
        "visits" => [.. Visits.Select(entry => $"{entry.Key} = {entry.Value}")],
        "baskets" => [.. Baskets.Select(entry => $"{entry.Key} = {string.Join(",", entry.Value.Items)}")],
        "events" => [.. Events.Select(entry => $"{entry.Key:O} = {entry.Value}")],
        "log" => [string.Join(",", Log)],
        "notes" => [string.Join(",", Notes.Select(note => note.Text))],
        "total" => [$"{Total.GetOrDefault()}"],
        "longest" => [Longest.GetOrDefault()!],
        "mean" => [Mean.TryGet(out var mean) ? $"{mean}" : "none"],
        _ => throw new InvalidOperationException($"The dump has forgotten '{state}'."),
    };

    /// <summary>Takes all timers in the order in which they come due, and registers them again.</summary>
    private static IEnumerable<string> Dump(string kind, TimerState<string> timers)
    {
        var taken = new List<(long Time, ulong Hash, string Key)>();
        while (timers.TryPopDue(long.MaxValue, out var key, out var hash, out var time))
        {
            taken.Add((time, hash, key));
        }

        Xunit.Assert.Equal(taken.Order(), taken);
        taken.ForEach(one => timers.Register(one.Key, one.Hash, one.Time));
        return taken.Select(one => $"{kind} {one.Key}: {one.Time}");
    }

    /// <summary>A class that is changed in place.</summary>
    internal sealed class Basket
    {
        public List<int> Items { get; set; } = [];
    }

    /// <summary>Another one.</summary>
    internal sealed class Note
    {
        public string Text { get; set; } = "";
    }

    internal sealed class MeanOf : IAggregate<int, MeanOf.Acc, double>
    {
        public Acc Create() => default;

        public void Add(ref Acc acc, int value) => acc = new Acc(acc.Sum + value, acc.Count + 1);

        public double Result(in Acc acc) => (double)acc.Sum / acc.Count;

        internal readonly record struct Acc(long Sum, int Count);
    }
}
