using System.Text;

namespace ActorStream.Actors.Hosts;

/// <summary>
/// Runs the actors of any number of nodes on one thread, in virtual time; one seed chooses what happens next and how long it takes, so
/// that a run can be repeated exactly. The actors and effects are those of production.
/// </summary>
/// <remarks>
/// <para>It has no thread, lock, clock or random numbers but the seed's. It relies on the order in which the framework's dictionaries
/// list their entries, which depends on what was added and removed and not on hash codes.</para>
/// <para>It belongs to the thread that made it or ran it last: whatever reaches it from another thread (an effect that awaited real
/// time or input) fails the run. Anything that fails a run is a <see cref="SimulationException"/> that names the seed; the run cannot
/// go on after it.</para>
/// </remarks>
internal sealed class SimulatedHost
{
    private readonly SimulationOptions _options;
    private readonly SeededRandom _random;
    private readonly ISchedule _schedule;
    private readonly RunDigest _digest = new();
    private readonly Dictionary<string, SimulatedNode> _nodes = [];
    private readonly Dictionary<Effect, EffectContext> _pendingEffects = [];
    private long _incarnations;
    private int _thread = Environment.CurrentManagedThreadId;
    private SimulationException? _failure;

    /// <summary>What reached the simulation from another thread, if anything did; the one field that other threads write.</summary>
    private string? _escape;

    /// <summary>A simulation of this seed, without nodes yet.</summary>
    public SimulatedHost(ulong seed, SimulationOptions? options = null)
    {
        Seed = seed;
        _options = options ?? new SimulationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.LocalDelay, TimeSpan.Zero);
        _random = new SeededRandom(seed);
        _schedule = _options.Schedule ?? new Schedule(_random);
        Time = new VirtualTime(this, _options.Start);
        Network = new SimulatedNetwork(this, _random, _options.Faults);
    }

    /// <summary>Chooses everything that happens.</summary>
    public ulong Seed { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Digest of every step so far: equal in two runs of one seed.</summary>
    public ulong Digest => _digest.Value;

    /// <summary>The virtual clock; its timers and <c>Task.Delay</c> with it are virtual too.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether the seed, and nobody else, chooses what happens next.</summary>
    private bool IsSeeded => _options.Schedule is null;

    /// <summary>The network between nodes.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>Effects of living nodes whose task has not ended.</summary>
    public int PendingEffects => _pendingEffects.Count;

    /// <summary>In whose turn or effect the simulation is; null outside of both.</summary>
    internal SimulatedCell? Running { get; set; }

    internal long NowTicks => _schedule.NowTicks;

    internal Action<string>? Trace => _options.Trace;

    internal Action<IActorRef, object>? OnDelivery => _options.OnDelivery;

    /// <summary>Random bits from the seed.</summary>
    public ulong NextRandom() => _random.Next();

    /// <summary>The living node of this name; starts it if there is none.</summary>
    public IActorHost Node(string name)
    {
        if (!_nodes.TryGetValue(name, out var node))
            _nodes.Add(name, node = new SimulatedNode(this, name));
        return node;
    }

    /// <summary>
    /// Ends a node as a kill does: its actors vanish without <see cref="Actor.PostStop"/>, its effects never go on, its timers are gone,
    /// and the end of what it had sent is lost. Watchers on other nodes are told <see cref="Terminated"/> when they notice.
    /// </summary>
    public void CrashNode(string name)
    {
        if (!_nodes.Remove(name, out var node))
        {
            var living = string.Join(", ", _nodes.Keys);
            throw new InvalidOperationException($"Cannot crash node {name}: there is none. The living are: {living}.");
        }
        Trace?.Invoke($"{Time.GetUtcNow():HH:mm:ss.fffffff} crash {name}");
        _digest.Add(name);
        node.HasCrashed = true;
        Network.Crash(node);
        foreach (var (effect, context) in _pendingEffects)
        {
            if (context.Cell.Node == node)
                _pendingEffects.Remove(effect);
        }
        foreach (var cell in node.Cells.Values)
        {
            foreach (var watcher in cell.Watchers)
                NoticeCrash(cell, watcher);
            foreach (var signal in cell.Signals)
                After(CrashDetection(), signal.Dropped);
        }
    }

    /// <summary>A node stands still for this much virtual time, then goes on as if no time had passed for it: nothing is lost.</summary>
    public void Stall(string name, TimeSpan time)
    {
        if (_nodes.TryGetValue(name, out var node))
            node.StalledUntilTicks = NowTicks + time.Ticks;
    }

    /// <summary>Takes one step; false if there is none to take.</summary>
    public bool Step() => Step(long.MaxValue);

    /// <summary>Runs until the condition holds, looked at before each step. Fails if nothing is left to do before that.</summary>
    public void RunUntil(Func<bool> condition)
    {
        while (!condition())
        {
            if (!Step())
                throw Fail($"Nothing is left to do, yet the condition does not hold.{DescribePendingEffects()}");
        }
    }

    /// <summary>Runs until nothing is left to do. Fails if an effect is still pending then: nothing in the simulation can end it.</summary>
    public void RunUntilIdle()
    {
        while (Step())
        {
        }
        if (_pendingEffects.Count > 0)
            throw Fail($"Nothing is left to do, yet effects have not ended.{DescribePendingEffects()}");
    }

    /// <summary>Runs for this much virtual time.</summary>
    public void RunFor(TimeSpan time)
    {
        var until = NowTicks + time.Ticks;
        while (Step(until))
        {
        }
        _schedule.Advance(until);
    }

    /// <summary>Runs a test's own action, a fault say, after this much virtual time; between two steps of the actors.</summary>
    public void After(TimeSpan delay, Action action) => Add("script", null, delay, () =>
    {
        action();
        return "";
    });

    internal long NextIncarnation() => ++_incarnations;

    /// <summary>A delay within a node: above zero if any may be, so that a loop of messages does not stop the clock.</summary>
    internal TimeSpan LocalDelay() =>
        _options.LocalDelay == TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks(1 + Below(_options.LocalDelay.Ticks));

    /// <summary>A random number below the limit if the seed orders the steps; else 0, so that the order of steps draws none.</summary>
    internal long Below(long limit) => IsSeeded ? _random.Below(limit) : 0;

    internal Step Add(string kind, SimulatedCell? owner, TimeSpan delay, Func<string> run, object? about = null)
    {
        var step = new Step(kind, owner, run) { About = about };
        _schedule.Add(step, delay);
        return step;
    }

    internal void Launch(SimulatedCell cell, Effect effect)
    {
        var context = new EffectContext(this, cell, effect);
        _pendingEffects.Add(effect, context);
        context.Start();
    }

    internal void EffectHasEnded(Effect effect) => _pendingEffects.Remove(effect);

    internal void RootFailed(IActorRef root, Exception error)
    {
        if (_options.OnRootFailure is { } handler)
            handler(root, error);
        else
            Fail($"Root actor {root} failed: {error.Message}", error);
    }

    /// <summary>Whether the caller is on the simulation's thread.</summary>
    internal bool IsOnThread => Environment.CurrentManagedThreadId == _thread;

    /// <summary>Something reached the simulation from another thread: the run fails at its next step. Any thread.</summary>
    internal void Escaped(string what) => Interlocked.CompareExchange(
        ref _escape,
        $"An await left the simulation (real time or input, Task.Run, ConfigureAwait(false)); use its clock and ports. Seen when {what}",
        null);

    private void NoticeCrash(SimulatedCell cell, IActorRef watcher)
    {
        if (watcher is CellRef { Cell: SimulatedCell { HasCrashed: true } })
            return;
        Add("crash noticed", null, CrashDetection(), () =>
        {
            if (watcher is CellRef { Cell: SimulatedCell living })
            {
                Network.Reset(cell, living);
                if (!living.HasCrashed)
                    return living.Deliver(new TerminatedNotice(cell.Ref));
            }
            else
            {
                cell.Ref.TellEnded(watcher);
            }
            return "";
        });
    }

    private TimeSpan CrashDetection() => TimeSpan.FromTicks(Below(Network.Faults.CrashDetection.Ticks + 1));

    private bool Step(long untilTicks)
    {
        _thread = Environment.CurrentManagedThreadId;
        ThrowIfFailed();
        if (!_schedule.TryTake(untilTicks, out var step))
            return false;
        if (step.Owner is { Node: { } node } && node.StalledUntilTicks > NowTicks)
        {
            _schedule.Add(step, TimeSpan.FromTicks(node.StalledUntilTicks - NowTicks));
            return true;
        }
        if (++Steps > _options.MaxSteps)
            throw Fail($"It took more than {_options.MaxSteps} steps: a livelock, or {nameof(SimulationOptions.MaxSteps)} is too low.");
        Run(step);
        ThrowIfFailed();
        return true;
    }

    private void Run(Step step)
    {
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        Running = step.Owner;
        try
        {
            var what = step.Run();
            _digest.Add(NowTicks);
            _digest.Add(step.Kind);
            _digest.Add(Running?.Ref.Address.Incarnation ?? 0);
            _digest.Add(what);
            Trace?.Invoke($"{Time.GetUtcNow():HH:mm:ss.fffffff} {step.Kind} {Running?.Ref} {what}");
        }
        catch (Exception error)
        {
            var owner = step.Owner?.Ref.ToString() ?? "the simulation";
            Fail($"Step '{step.Kind}' of {owner} threw {error.GetType().Name}: {error.Message}", error);
        }
        finally
        {
            Running = null;
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is null && Volatile.Read(ref _escape) is { } escape)
            Fail(escape);
        if (_failure is not null)
            throw _failure;
    }

    private SimulationException Fail(string message, Exception? inner = null) =>
        _failure ??= new SimulationException($"Seed {Seed}, step {Steps}, {Time.GetUtcNow():HH:mm:ss.fffffff}: {message}", inner);

    /// <summary>What effects have not ended, and what each runs; empty if there is none.</summary>
    internal string DescribePendingEffects()
    {
        ThrowIfFailed();
        var text = new StringBuilder();
        foreach (var context in _pendingEffects.Values)
            text.AppendLine().Append($"Pending: {context}");
        return text.ToString();
    }
}
