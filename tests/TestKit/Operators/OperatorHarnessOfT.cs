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
/// <typeparam name="TOut">Records that come out.</typeparam>
public abstract class OperatorHarness<TOut> : IDisposable, IHarnessTurns
{
    private readonly OperatorHarnessOptions _options;
    private readonly SimulatedHost _host;
    private readonly SimulatedDisk _disk = new(seed: 0);
    private readonly TestFiles _files;
    private readonly List<OutputRecord<TOut>> _output = [];
    private HarnessGraph<TOut> _graph = null!;
    private HarnessEnds<TOut> _ends = null!;
    private IActorRef? _running;
    private JobMetrics _metrics = new();
    private Exception? _failure;
    private long _epoch;
    private long _checkpoint;
    private long _complete; // The last snapshot taken or restored: the next one builds on it.
    private long _lateBefore;
    private long _watermark = long.MinValue;

    private protected OperatorHarness(OperatorHarnessOptions options)
    {
        _options = options;
        // Without delays: virtual time passes only when the test says so.
        _host = new SimulatedHost(options.Seed, new SimulationOptions
        {
            Start = options.Start,
            LocalDelay = TimeSpan.Zero,
            OnRootFailure = (_, error) => _failure ??= error,
        });
        _files = new TestFiles(_disk);
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
        Do(() => _ends.TakeCheckpoint(++_checkpoint, _complete));
        var manifest = _ends.Checkpoint
            ?? throw new InvalidOperationException("No snapshot could be taken: an operator waits for time to pass. AdvanceTime before.");
        _complete = _checkpoint;
        return new HarnessSnapshot(
            manifest,
            HarnessSnapshot.FilesOf(manifest).Where(static file => file.Content is null).Select(static file => file.Path).Distinct()
                .ToDictionary(static path => path, path => _files.Read(PathOf(path))));
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

    /// <summary>Starts it, once the inputs are there.</summary>
    private protected void Start(Func<JobBuilder, DataStream<TOut>> operators, params IReadOnlyList<IHarnessInput> inputs)
    {
        _graph = new HarnessGraph<TOut>(operators, inputs, _options.Services);
        Start(_options.Parallelism, _options.RestoreFrom);
    }

    private void Start(int parallelism, HarnessSnapshot? from)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        (Parallelism, _failure) = (parallelism, null);
        var plan = _graph.Plan(parallelism);
        var restore = RestorePlan.Empty;
        _complete = from?.Manifest.Attempt.Checkpoint ?? 0;
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
        var ends = _ends = new HarnessEnds<TOut>(_graph, environment, restore, _epoch, _output.Add);
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

    void IHarnessTurns.AfterCall() => AfterCall();

    void IHarnessTurns.Do(Action action) => Do(action);

    void IHarnessTurns.RequireRunning() => RequireRunning();

    private void AfterCall()
    {
        if (_options.RestoreAfterEachCall) Restore(Snapshot());
    }

    private void Do(Action action)
    {
        RequireRunning();
        _running!.Tell(new HarnessEnds<TOut>.Turn(action));
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
            : new ObjectDisposedException(nameof(OperatorHarness<>), "The harness was disposed.");
    }
}

/// <summary>A harness of one input.</summary>
/// <typeparam name="TIn">Records that are pushed.</typeparam>
/// <typeparam name="TOut">Records that come out.</typeparam>
public sealed class OperatorHarness<TIn, TOut> : OperatorHarness<TOut>
{
    private readonly HarnessInput<TIn> _input;

    internal OperatorHarness(Func<DataStream<TIn>, DataStream<TOut>> operators, OperatorHarnessOptions options)
        : base(options)
    {
        _input = new HarnessInput<TIn>(this);
        Start(builder => operators(_input.AddTo(builder, "harness-input")), _input);
    }

    /// <inheritdoc cref="HarnessInput{T}.Push"/>
    public void Push(TIn record, DateTimeOffset? eventTime = null) => _input.Push(record, eventTime);

    /// <inheritdoc cref="HarnessInput{T}.PushAll"/>
    public void PushAll(IEnumerable<TIn> records, Func<TIn, DateTimeOffset>? eventTime = null) => _input.PushAll(records, eventTime);

    /// <inheritdoc cref="HarnessInput{T}.PushWatermark"/>
    public void PushWatermark(DateTimeOffset watermark) => _input.PushWatermark(watermark);

    /// <inheritdoc cref="HarnessInput{T}.End"/>
    public void EndInput() => _input.End();
}

/// <summary>A harness of two inputs: a stream and what it is connected with.</summary>
/// <typeparam name="TFirst">Records that are pushed into the first.</typeparam>
/// <typeparam name="TSecond">Records that are pushed into the second.</typeparam>
/// <typeparam name="TOut">Records that come out.</typeparam>
public sealed class OperatorHarness<TFirst, TSecond, TOut> : OperatorHarness<TOut>
{
    internal OperatorHarness(Func<DataStream<TFirst>, DataStream<TSecond>, DataStream<TOut>> operators, OperatorHarnessOptions options)
        : base(options)
    {
        (First, Second) = (new HarnessInput<TFirst>(this), new HarnessInput<TSecond>(this));
        Start(builder => operators(First.AddTo(builder, "harness-input"), Second.AddTo(builder, "harness-second-input")), First, Second);
    }

    /// <summary>The first input.</summary>
    public HarnessInput<TFirst> First { get; }

    /// <summary>The second input.</summary>
    public HarnessInput<TSecond> Second { get; }
}
