using System.Runtime.ExceptionServices;
using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;

namespace ActorStream.TestKit;

/// <summary>
/// Operators between two ends that a test holds: it pushes records, watermarks and the end of input, moves the clock, takes snapshots and
/// restores them, and looks at what came out. The subtasks, channels, barriers, state and snapshot files are those of production.
/// </summary>
/// <remarks>
/// <para><b>Nothing happens by itself.</b> Every call returns when all that it set off is done, and the clock stands still between calls
/// of <see cref="AdvanceTime"/>. All runs on the calling thread, so a test needs no waiting; the harness is not thread-safe.</para>
/// <para><b>Errors.</b> An exception of an operator comes out of the call that set it off, as it was thrown. The operators are stopped
/// then, as they are in a job; <see cref="Restore"/> starts them again.</para>
/// </remarks>
/// <typeparam name="TIn">Records that are pushed.</typeparam>
/// <typeparam name="TOut">Records that come out.</typeparam>
public sealed class OperatorHarness<TIn, TOut> : IDisposable
{
    private readonly OperatorHarnessOptions _options;
    private readonly HarnessGraph<TIn, TOut> _graph;
    private readonly SimulatedHost _host;
    private readonly SimulatedDisk _disk = new(seed: 0);
    private readonly TestFiles _files;
    private readonly List<OutputRecord<TOut>> _output = [];
    private HarnessEnds<TIn, TOut> _ends = null!;
    private IActorRef? _running;
    private JobMetrics _metrics = new();
    private Exception? _failure;
    private long _epoch;
    private long _checkpoint;
    private long _lateBefore;
    private long _watermark = long.MinValue;
    private bool _hasInputEnded;

    internal OperatorHarness(Func<DataStream<TIn>, DataStream<TOut>> operators, OperatorHarnessOptions options)
    {
        _options = options;
        _graph = new HarnessGraph<TIn, TOut>(operators, options.Services);
        // Without delays: virtual time passes only when the test says so.
        _host = new SimulatedHost(options.Seed, new SimulationOptions
        {
            Start = options.Start,
            LocalDelay = TimeSpan.Zero,
            OnRootFailure = (_, error) => _failure ??= error,
        });
        _files = new TestFiles(_disk);
        Start(options.Parallelism, options.RestoreFrom);
    }

    /// <summary>Subtasks of each operator that sets none itself.</summary>
    public int Parallelism { get; private set; }

    /// <summary>The clock that functions see.</summary>
    public DateTimeOffset Now => _host.Time.GetUtcNow();

    /// <summary>All that came out since the last <see cref="TakeOutput"/>; records of one subtask are in order.</summary>
    public IReadOnlyList<OutputRecord<TOut>> Output => _output;

    /// <summary>
    /// The watermark that came out; null: none yet. <see cref="DateTimeOffset.MaxValue"/> behind the end of input. Never goes back.
    /// </summary>
    public DateTimeOffset? Watermark => _watermark == long.MinValue
        ? null : new DateTimeOffset(Math.Min(_watermark, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>Records dropped because their window had ended.</summary>
    public long LateRecords => _lateBefore + _metrics.Subtasks.Values.Sum(static subtask => subtask.LateRecords);

    /// <summary>The end of input has come through all operators.</summary>
    public bool HasEnded => _ends.HasEnded;

    /// <summary>Takes the records that came out, and forgets them.</summary>
    public IReadOnlyList<TOut> TakeOutput()
    {
        var taken = _output.ConvertAll(static record => record.Value);
        _output.Clear();
        return taken;
    }

    /// <summary>Pushes a record, with its event time if it has one before the operators give it one.</summary>
    public void Push(TIn record, DateTimeOffset? eventTime = null) => PushAll([record], eventTime is { } time ? _ => time : null);

    /// <summary>Pushes records as a batch, or as several where they do not fit into one.</summary>
    /// <param name="records">The records.</param>
    /// <param name="eventTime">The event time of each; null: none.</param>
    public void PushAll(IEnumerable<TIn> records, Func<TIn, DateTimeOffset>? eventTime = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        RequireInput();
        var all = records.Select(record => (record, eventTime?.Invoke(record))).ToList();
        Do(ends => ends.Push(all));
        AfterCall();
    }

    /// <summary>Pushes a watermark: no record earlier than it follows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies behind one that was pushed since the last restore.</exception>
    public void PushWatermark(DateTimeOffset watermark)
    {
        RequireInput();
        if (watermark.UtcTicks < _ends.InputWatermark)
        {
            var before = new DateTime(_ends.InputWatermark, DateTimeKind.Utc);
            throw new ArgumentOutOfRangeException(
                nameof(watermark), watermark, $"A watermark never goes back, and {before:O} was pushed before.");
        }

        Do(ends => ends.PushWatermark(watermark.UtcTicks));
        AfterCall();
    }

    /// <summary>Pushes the end of input: the last watermark, and nothing behind it. Snapshots can still be taken.</summary>
    public void EndInput()
    {
        RequireInput();
        _hasInputEnded = true;
        Do(static ends => ends.PushEnd());
    }

    /// <summary>Moves the clock on; timers of it that come due fire in order, each at its time.</summary>
    public void AdvanceTime(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        RequireRunning();
        Run(time);
        AfterCall();
    }

    /// <summary>Sends a checkpoint barrier behind all that was pushed, and answers what the operators' subtasks made durable.</summary>
    public HarnessSnapshot Snapshot()
    {
        RequireRunning();
        Do(ends => ends.TakeCheckpoint(++_checkpoint));
        var manifest = _ends.Checkpoint
            ?? throw new InvalidOperationException("No snapshot could be taken: an operator waits for time to pass. AdvanceTime before.");
        return new HarnessSnapshot(
            manifest,
            manifest.Operators.SelectMany(static op => op.Subtasks).SelectMany(static part => part.Keyed)
                .ToDictionary(static file => file.Path, file => _files.Read(PathOf(file.Path))));
    }

    /// <summary>
    /// Throws all instances away, as a crash does, and starts new ones that restore the snapshot. What came out before stays in
    /// <see cref="Output"/>.
    /// </summary>
    /// <param name="snapshot">Of this harness or another one.</param>
    /// <param name="parallelism">Null: as it is now.</param>
    public void Restore(HarnessSnapshot snapshot, int? parallelism = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        Stop();
        Start(parallelism ?? Parallelism, snapshot);
    }

    /// <summary>Closes the functions and frees their state.</summary>
    public void Dispose() => Stop();

    private void Start(int parallelism, HarnessSnapshot? from)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        (Parallelism, _failure, _hasInputEnded) = (parallelism, null, false);
        var plan = _graph.Plan(parallelism);
        var restore = RestorePlan.Empty;
        if (from is not null)
        {
            _checkpoint = Math.Max(_checkpoint, from.Manifest.Attempt.Checkpoint);
            foreach (var (path, bytes) in from.Files) _files.Write(PathOf(path), bytes);
            restore = RestorePlanner.Plan(from.Manifest, plan);
            _epoch = Math.Max(_epoch, from.Manifest.Attempt.Epoch);
        }

        var environment = SubtaskEnvironments.Of(
            plan, _disk.Mount("harness"), new ActorStreamSettings(), _options.Services, _options.Loggers);
        _metrics = environment.Metrics;
        _epoch++;
        var ends = _ends = new HarnessEnds<TIn, TOut>(_graph, environment, restore, _epoch, _output.Add);
        _running = _host.Node("harness").Spawn(Props.Create(() => ends));
        _host.RunUntil(() => ends.IsReady || Failure is not null);
        Run(TimeSpan.Zero);
    }

    private Exception? Failure => _ends.Failure ?? _failure;

    private void Stop()
    {
        if (_running is not { } running) return;
        _running = null;
        _lateBefore = LateRecords;
        _metrics = new JobMetrics();
        var stopped = _host.Node("harness").StopAsync(running);
        _host.RunUntil(() => stopped.IsCompleted);
    }

    private static string PathOf(string stored) => $"{SimulatedJob.Directory}/{stored}";

    private void AfterCall()
    {
        if (_options.RestoreAfterEachCall) Restore(Snapshot());
    }

    private void Do(Action<HarnessEnds<TIn, TOut>> action)
    {
        RequireRunning();
        _running!.Tell(new HarnessEnds<TIn, TOut>.Turn(action));
        Run(TimeSpan.Zero);
    }

    private void Run(TimeSpan time)
    {
        _host.RunFor(time);
        _watermark = Math.Max(_watermark, _ends.Watermark);
        if (Failure is not { } failure) return;
        Stop();
        ExceptionDispatchInfo.Throw(failure);
    }

    private void RequireRunning()
    {
        if (_running is not null) return;
        throw Failure is { } failure
            ? new InvalidOperationException($"The operators have failed ({failure.Message}). Restore a snapshot to go on.", failure)
            : new ObjectDisposedException(nameof(OperatorHarness<,>), "The harness was disposed.");
    }

    private void RequireInput()
    {
        RequireRunning();
        if (_hasInputEnded)
            throw new InvalidOperationException("The input has ended: nothing can be pushed. Restore a snapshot to push again.");
    }
}
