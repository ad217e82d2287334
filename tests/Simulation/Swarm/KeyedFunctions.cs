namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>What the operators of a simulated job see of the run that they are in.</summary>
internal sealed class Watcher
{
    private readonly Dictionary<long, Dictionary<int, RestoredMeet>> _restored = [];
    private Func<bool> _failsNow = static () => false;
    private int _broken = 2;

    /// <summary>What was found wrong while the job ran.</summary>
    internal List<string> Findings { get; } = [];

    internal long InjectedFailures { get; private set; }

    /// <summary>Something outside is broken, until a person has mended it: twice, one behind the other.</summary>
    internal bool IsBroken => _broken > 0;

    internal void FailWhen(Func<bool> failsNow) => _failsNow = failsNow;

    internal void Mend() => _broken--;

    internal void Report(string finding) => Findings.Add(finding);

    /// <summary>
    /// A subtask has restored operator state. Those of one epoch must have got, together, all of it, and what they share alike.
    /// </summary>
    internal void Restored(long epoch, int subtask, int parallelism, RestoredMeet state)
    {
        if (!_restored.TryGetValue(epoch, out var all)) _restored.Add(epoch, all = []);
        all[subtask] = state;
        if (all.Count < parallelism) return;
        if (all.Values.Any(one => one.Rules != state.Rules || one.Total != state.Total)
            || all.Values.Sum(static one => one.Records) != state.Total)
            Report($"I8: "
                + $"epoch {epoch} restored {string.Join("; ", all.OrderBy(static one => one.Key).Select(static one => $"{one.Key}: {one.Value}"))}");
    }

    /// <summary>User code that throws now and then.</summary>
    internal void MayFail()
    {
        if (!_failsNow()) return;
        InjectedFailures++;
        throw new TestKit.Simulation.InjectedFault("injected into an operator");
    }
}

/// <summary>What the keyed functions of the swarm have in common: they check what comes in, and may fail.</summary>
internal abstract class CheckedFunction(Watcher watcher) : KeyedProcessFunction<int, Item, Item>
{
    private DateTimeOffset _watermark = DateTimeOffset.MinValue;

    protected Watcher Watcher => watcher;

    /// <summary>A watermark is restored with its operator, at any parallelism.</summary>
    /// <param name="context">Of a record or a timer.</param>
    /// <param name="stored">The watermark that this key last saw, in ticks, from its state.</param>
    protected void CheckTime(KeyedContext<int> context, ref long stored)
    {
        var watermark = context.Watermark;
        if (watermark < _watermark) watcher.Report($"I9: the watermark went back from {_watermark:O} to {watermark:O}");
        if (watermark.Ticks < stored)
            watcher.Report($"I9: key {context.Key} saw the watermark {new DateTime(stored):O} before, and now {watermark:O}");
        _watermark = watermark;
        stored = watermark.Ticks;
    }
}

/// <summary>Emits each key's count. Its state is a struct, changed in place.</summary>
internal sealed class Count : CheckedFunction
{
    private readonly ValueState<Totals> _totals;

    internal Count(Watcher watcher)
        : base(watcher) => _totals = ValueState<Totals>("totals");

    protected internal override void Process(in Item item, KeyedContext<int> context, Collector<Item> output)
    {
        Watcher.MayFail();
        ref var totals = ref _totals.GetOrAdd(out _);
        CheckTime(context, ref totals.Watermark);
        output.Emit(new Item(item.Key, totals.Records++, item.Key % 3, 0));
    }

    internal record struct Totals
    {
        public int Records;
        public long Watermark;
    }
}

/// <summary>
/// As <see cref="Count"/>, and checks that the records of each stream come once and in order. Its state is an object that is changed in
/// place: a snapshot must not see what is done to it later.
/// </summary>
internal sealed class Remember : CheckedFunction
{
    private readonly ValueState<Memory> _memory;
    private readonly bool _keepsOrder;

    internal Remember(Watcher watcher, bool keepsOrder)
        : base(watcher) => (_memory, _keepsOrder) = (ValueState<Memory>("memory"), keepsOrder);

    protected internal override void Process(in Item item, KeyedContext<int> context, Collector<Item> output)
    {
        Watcher.MayFail();
        ref var memory = ref _memory.GetOrAdd(out _);
        memory ??= new Memory();
        CheckTime(context, ref memory.Watermark);
        if (_keepsOrder)
        {
            var next = memory.Next.GetValueOrDefault(item.Stream);
            if (item.Ordinal != next)
                Watcher.Report($"I2: key {item.Key} got record {item.Ordinal} of stream {item.Stream}, {next} is its next");
            memory.Next[item.Stream] = next + 1;
        }

        output.Emit(new Item(item.Key, memory.Records++, item.Key % 3, 0));
    }

    internal sealed class Memory
    {
        public int Records;
        public long Watermark;

        public Dictionary<int, int> Next { get; set; } = [];
    }
}

/// <summary>Sets a timer some time behind each record, and emits once when it fires.</summary>
internal sealed class Remind : CheckedFunction
{
    internal const int Later = 7;

    private readonly ValueState<Fired> _fired;

    internal Remind(Watcher watcher)
        : base(watcher) => _fired = ValueState<Fired>("fired");

    protected internal override void Process(in Item item, KeyedContext<int> context, Collector<Item> output)
    {
        Watcher.MayFail();
        ref var fired = ref _fired.GetOrAdd(out _);
        CheckTime(context, ref fired.Watermark);
        context.SetTimer(item.EventTime.AddMilliseconds(Later));
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<Item> output)
    {
        ref var fired = ref _fired.GetOrAdd(out _);
        if (timer.Time > context.Watermark) Watcher.Report($"I9: the timer of {timer.Time:O} fired at watermark {context.Watermark:O}");
        if (timer.Time.Ticks <= fired.Last)
            Watcher.Report($"I9: key {context.Key}: the timer of {timer.Time:O} fired behind that of {new DateTime(fired.Last):O}");
        fired.Last = timer.Time.Ticks;
        output.Emit(new Item(context.Key, fired.Count++, context.Key % 3, (int)(timer.Time - Item.Epoch).TotalMilliseconds));
    }

    internal record struct Fired
    {
        public int Count;
        public long Last;
        public long Watermark;
    }
}

/// <summary>
/// As <see cref="Count"/>, several times per record, so that it is stopped by lack of room; and keeps a timer of the clock armed, which
/// emits nothing, since a job may end before it fires, but must not be forgotten.
/// </summary>
internal sealed class Alarm : CheckedFunction
{
    /// <summary>Records emitted for each that comes.</summary>
    internal const int Copies = 3;

    private const int MostSightings = 3;
    private static readonly TimeSpan Later = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan BetweenSightings = TimeSpan.FromMilliseconds(15);

    private readonly ValueState<Armed> _armed;
    private readonly Dictionary<int, (DateTimeOffset Last, int Sightings)> _overdue = [];

    internal Alarm(Watcher watcher)
        : base(watcher) => _armed = ValueState<Armed>("armed");

    protected internal override void Process(in Item item, KeyedContext<int> context, Collector<Item> output)
    {
        Watcher.MayFail();
        ref var armed = ref _armed.GetOrAdd(out _);
        CheckTime(context, ref armed.Watermark);
        for (var copy = 0; copy < Copies; copy++) output.Emit(new Item(item.Key, armed.Records++, item.Key % 3, 0));
        var now = context.ProcessingTime;
        if (armed.Due > 0)
        {
            if (now.UtcTicks > armed.Due) OnOverdue(item.Key, now);
            return;
        }

        armed.Due = (now + Later).UtcTicks;
        context.SetTimer(now + Later, TimerClock.ProcessingTime);
    }

    protected internal override void OnTimer(FiredTimer timer, KeyedContext<int> context, Collector<Item> output)
    {
        ref var armed = ref _armed.GetOrAdd(out _);
        if (timer.Time.UtcTicks != armed.Due)
            Watcher.Report($"I9: key {context.Key}: the timer of {timer.Time:O} fired, and {new DateTime(armed.Due):O} was armed");
        armed.Due = 0;
        _overdue.Remove(context.Key);
    }

    /// <summary>A process that stood still is late as well: but not again and again, each time a while after the last.</summary>
    private void OnOverdue(int key, DateTimeOffset now)
    {
        var (last, sightings) = _overdue.GetValueOrDefault(key);
        if (now - last < BetweenSightings) return;
        _overdue[key] = (now, sightings + 1);
        if (sightings == MostSightings) Watcher.Report($"I9: a timer of key {key} is long due at {now:O}, and does not fire");
    }

    internal record struct Armed
    {
        public int Records;
        public long Due;
        public long Watermark;
    }
}

/// <summary>
/// Counts the records of a key and window as well, in collections of which each entry expires: nobody writes to a window's entry any more
/// by then. What other states hold of the window must agree with it.
/// </summary>
internal sealed class Tally : CheckedFunction
{
    private static readonly StateTtl Open = StateTtl.After(TimeSpan.FromMilliseconds(CountInWindow.Size)).InEventTime();

    private readonly SortedMapState<int, Records> _windows;
    private readonly ListState<Seen> _seen;
    private readonly ReducingState<long> _open;
    private readonly ValueState<long> _watermark;

    internal Tally(Watcher watcher)
        : base(watcher)
    {
        _windows = SortedMapState<int, Records>("windows", ttl: Open);
        _seen = ListState<Seen>("seen");
        _open = ReducingState("open", Reducers.Sum);
        _watermark = ValueState<long>("watermark");
        OnExpiry(_windows, OnWindowEnded);
    }

    protected internal override void Process(in Item item, KeyedContext<int> context, Collector<Item> output)
    {
        Watcher.MayFail();
        CheckTime(context, ref _watermark.Ref);
        var window = item.Time / CountInWindow.Size * CountInWindow.Size;
        var records = _windows.TryGet(window, out var known) ? known : new Records();
        records.Count++;
        _windows[window] = records;
        _seen.Add(new Seen { Window = window });
        _open.Add(1);
    }

    private void OnWindowEnded(KeyValuePair<int, Records> window, KeyedContext<int> context, Collector<Item> output)
    {
        if (_windows.ContainsKey(window.Key)) Watcher.Report($"I9: window {window.Key} of key {context.Key} has expired, and is there");
        var seen = _seen.RemoveAll(one => one.Window == window.Key);
        _open.Add(-window.Value.Count);
        if (seen != window.Value.Count || _open.GetOrDefault() != _seen.Count())
            Watcher.Report(
                $"I1: window {window.Key} of key {context.Key} has {window.Value.Count} records and {seen} in its "
                    + $"list; {_open.GetOrDefault()} and {_seen.Count()} are left");
        output.Emit(new Item(context.Key, window.Value.Count, context.Key % 3, window.Key + CountInWindow.Size));
    }

    /// <summary>A class that is changed in place.</summary>
    internal sealed class Records
    {
        public int Count { get; set; }
    }

    internal sealed class Seen
    {
        public int Window { get; set; }
    }
}

/// <summary>Counts the records of a key and window.</summary>
internal sealed class CountInWindow : IWindowAggregate<Item, int, CountInWindow.Records, Item>, IWindowMerge<CountInWindow.Records>
{
    internal const int Size = 10;

    public Records Create() => default;

    public void Add(ref Records acc, Item record) => acc.Count++;

    public void Merge(ref Records acc, in Records other) => acc.Count += other.Count;

    public Item Result(int key, TimeWindow window, in Records acc) =>
        new(key, acc.Count, key % 3, (int)(window.End - Item.Epoch).TotalMilliseconds);

    internal record struct Records
    {
        public int Count;
    }
}
