using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>One subtask with state that expires, and the times that an operator would tell it.</summary>
internal sealed class ContractExpiry : IStateClock, IDisposable
{
    private readonly StateExpiry<string> _expiry;
    private long _recordTime = long.MinValue;

    /// <param name="backend">Where the state is kept; disposed with this.</param>
    /// <param name="ttl">Of all states; null: they do not expire.</param>
    public ContractExpiry(KeyedStateBackend<string> backend, StateTtl? ttl)
    {
        Backend = backend;
        _expiry = new StateExpiry<string>(backend, this);
        var states = new StateDeclarations();
        Name = states.Value<string>("name", ttl: ttl);
        Sum = states.Reducing("sum", Reducers.Sum, ttl: ttl);
        Visits = states.Map<int, string>("visits", ttl: ttl);
        Log = states.List<string>("log", ttl: ttl);
        Plain = states.Value<int>("plain");
        Name.OnExpired(value => Expired.Add($"name {backend.CurrentKey}: {value}"));
        Sum.OnExpired(value => Expired.Add($"sum {backend.CurrentKey}: {value}"));
        Visits.OnExpired(entry => Expired.Add($"visits {backend.CurrentKey}: {entry.Key} = {entry.Value}"));
        Log.OnExpired(element => Expired.Add($"log {backend.CurrentKey}: {element}"));
        states.BindTo(_expiry);
        Declared = states.All;
    }

    public KeyedStateBackend<string> Backend { get; }

    public IReadOnlyList<StateDescriptor> Declared { get; }

    public ValueState<string> Name { get; }

    public ReducingState<long> Sum { get; }

    public MapState<int, string> Visits { get; }

    public ListState<string> Log { get; }

    public ValueState<int> Plain { get; }

    /// <summary>What handlers were called with.</summary>
    public List<string> Expired { get; } = [];

    public long Watermark { get; private set; } = long.MinValue;

    public long WallClock { get; set; }

    public long Timers => _expiry.EventTimers.Count + _expiry.ClockTimers.Count;

    /// <summary>Begins a record of a key.</summary>
    public ContractExpiry At(long time, string key)
    {
        _expiry.HandleFound();
        _recordTime = time;
        Backend.SetCurrent(key, ContractStates.Hash(key));
        return this;
    }

    /// <summary>Moves both clocks on and lets the timers fire that come due.</summary>
    public void Advance(long time)
    {
        _expiry.HandleFound();
        _recordTime = long.MinValue;
        WallClock = time;
        Fire(_expiry.ClockTimers, TimerClock.ProcessingTime, time, static _ => { });
        Fire(_expiry.EventTimers, TimerClock.EventTime, time, fired => Watermark = Math.Max(Watermark, fired == StateTime.AtOnce ? time : fired));
        Watermark = time;
    }

    /// <summary>What an operator does behind a restore.</summary>
    public void Open(long watermark)
    {
        Watermark = watermark;
        _expiry.Adopt();
    }

    public List<string> Dump()
    {
        var lines = new List<string>();
        foreach (var state in Declared)
        {
            var keys = Backend.Keys(state);
            while (keys.MoveNext())
            {
                Backend.SetCurrent(keys.Key, keys.Hash);
                lines.Add($"{state.Name} {keys.Key}");
            }
        }

        return lines;
    }

    long IStateClock.Now(TimerClock clock) => clock == TimerClock.EventTime ? Math.Max(Watermark, _recordTime) : WallClock;

    long IStateClock.Written(TimerClock clock) =>
        clock == TimerClock.ProcessingTime ? WallClock : _recordTime == long.MinValue ? Watermark : _recordTime;

    void IStateClock.OnEarlierTimer()
    {
    }

    public void Dispose() => Backend.Dispose();

    private void Fire(TimerState<string> timers, TimerClock clock, long due, Action<long> reached)
    {
        while (timers.TryPopDue(due, out var key, out var hash, out var time))
        {
            reached(time);
            Backend.SetCurrent(key, hash);
            _expiry.Expire(clock);
        }
    }
}
