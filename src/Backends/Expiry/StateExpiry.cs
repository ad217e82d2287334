namespace ActorStream.Backends;

/// <summary>The times by which state expires, as the operator knows them at each moment.</summary>
internal interface IStateClock
{
    /// <summary>What expires then or before is not seen; <see cref="long.MinValue"/> while event time has not begun.</summary>
    long Now(TimerClock clock);

    /// <summary>When what is written now counts as written; <see cref="long.MinValue"/> if nothing is known of it.</summary>
    long Written(TimerClock clock);

    /// <summary>A timer of the wall clock was set that comes before all others.</summary>
    void OnEarlierTimer();
}

/// <summary>
/// State with a time to live, over any backend: states of an operator are bound here, and those that expire are kept with the time at
/// which they do. One
/// timer of a key, rounded up so that many coincide, looks after all of them; it fires without the function's knowledge.
/// </summary>
/// <remarks>
/// A refreshed value leaves its timer where it is: when that fires it is set anew, for what is the earliest then. So a value that is
/// written with every record costs no timer with every record.
/// </remarks>
internal sealed class StateExpiry<TKey> : IStateBinder
{
    private readonly KeyedStateBackend<TKey> _backend;
    private readonly IStateClock _clock;
    private readonly List<IExpiringState> _states = [];
    private readonly Queue<Action> _expired = [];

    public StateExpiry(KeyedStateBackend<TKey> backend, IStateClock clock)
    {
        (_backend, _clock) = (backend, clock);
        // Also where nothing expires: snapshots may hold such timers, of a time to live that was taken away.
        EventTimers = backend.Timers(TimerKind.EventTimeExpiry);
        ClockTimers = backend.Timers(TimerKind.ProcessingTimeExpiry);
    }

    public TimerState<TKey> EventTimers { get; }

    public TimerState<TKey> ClockTimers { get; }

    /// <summary>Whether there is state that expires.</summary>
    public bool IsUsed => _states.Count > 0;

    /// <summary>Whether a handler found what had expired before it was taken out, and put something else in its place.</summary>
    public bool HasFound => _expired.Count > 0;

    /// <summary>A handler of what was found is at work; what throws meanwhile is no fault of the record that found it.</summary>
    public bool IsHandling { get; private set; }

    public ValueStore<T> Bind<T>(ValueStateDescriptor<T> state)
    {
        if (state.Ttl is not { } ttl)
        {
            return _backend.Bind(state);
        }

        var time = NewTime(state, ttl);
        var kept = new ValueStateDescriptor<Expiring<T>>(state.Name, CodecOf(state, time), ttl, state.Kind);
        return Add(new ExpiringValueStore<T>(_backend.Bind(kept), time, state.Expired));
    }

    public MapStore<TMapKey, T> Bind<TMapKey, T>(MapStateDescriptor<TMapKey, T> state)
    {
        if (state.Ttl is not { } ttl)
        {
            return _backend.Bind(state);
        }

        var time = NewTime(state, ttl);
        var kept = new MapStateDescriptor<TMapKey, Expiring<T>>(state.Name, state.IsSorted, CodecOf(state, time), ttl);
        return Add(new ExpiringMapStore<TMapKey, T>(_backend.Bind(kept), time, state.Expired));
    }

    public ListStore<T> Bind<T>(ListStateDescriptor<T> state)
    {
        if (state.Ttl is not { } ttl)
        {
            return _backend.Bind(state);
        }

        var time = NewTime(state, ttl);
        var elements = _backend.Bind(new ListStateDescriptor<Expiring<T>>(state.Name, CodecOf(state, time), ttl));
        Action<KeyValuePair<long, T>>? expired = state.Expired is { } handler ? entry => handler(entry.Value) : null;
        return new ExpiringListStore<T>(elements, Add(new ExpiringMapStore<long, T>(elements, time, expired)), time);
    }

    /// <summary>After a restore: what had no time to live gets one, and a timer.</summary>
    public void Adopt()
    {
        foreach (var state in _states.Where(static one => one.Time.MustAdopt))
        {
            var keys = _backend.Keys(state.Time.State);
            while (keys.MoveNext())
            {
                _backend.SetCurrent(keys.Key, keys.Hash);
                state.Expire();
            }
        }

        _backend.ClearCurrent();
    }

    /// <summary>A timer of the current key fired: takes out what has expired of its states with that clock.</summary>
    public void Expire(TimerClock clock)
    {
        foreach (var state in _states)
        {
            if (state.Time.Ttl.Clock == clock)
            {
                state.Expire();
            }
        }
    }

    /// <summary>Calls the handlers of what was found expired since the last call.</summary>
    public void HandleFound()
    {
        IsHandling = true;
        while (_expired.TryDequeue(out var handle))
        {
            handle();
        }

        IsHandling = false;
    }

    private StateTime NewTime(StateDescriptor state, StateTtl ttl) => new(state, ttl, _clock, SetTimer, _expired.Enqueue);

    private static CodecSerializer<Expiring<T>> CodecOf<T>(StateDescriptor<T> state, StateTime time) =>
        new(new ExpiringCodec<T>(Codecs.For(state.Serializer), time.Ttl.Clock, time.OnAdopted));

    private TStore Add<TStore>(TStore store)
        where TStore : IExpiringState
    {
        _states.Add(store);
        return store;
    }

    private void SetTimer(TimerClock clock, long time)
    {
        if (clock == TimerClock.EventTime)
        {
            EventTimers.Register(_backend.CurrentKey, _backend.CurrentHash, time);
            return;
        }

        var isEarlier = !ClockTimers.TryPeek(out var first) || time < first;
        ClockTimers.Register(_backend.CurrentKey, _backend.CurrentHash, time);
        if (isEarlier)
        {
            _clock.OnEarlierTimer();
        }
    }
}

/// <summary>A state with a time to live.</summary>
internal interface IExpiringState
{
    StateTime Time { get; }

    /// <summary>Takes out what has expired of the current key, hands it to the handler, and sets a timer for what has not.</summary>
    void Expire();
}
