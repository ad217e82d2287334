using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ActorStream.Actors.Hosts;

/// <summary>
/// Runs actors in this process: on the thread pool, on the engine's control thread, or on a thread of their own, as their props say.
/// Thread-safe. Idle, it uses no processor time.
/// </summary>
/// <remarks>An actor's failure never ends the process: its parent is told, and for a root
/// <see cref="EmbeddedHostOptions.OnRootFailure"/>; it is logged in any case.</remarks>
internal sealed class EmbeddedHost : IActorHost, IAsyncDisposable
{
    private readonly EmbeddedHostOptions _options;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _rootsEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under the gate.
    private readonly Dictionary<string, EmbeddedCell> _roots = [];
    private int _namesGiven;
    private bool _disposed;

    /// <summary>Last incarnation given out; changed by interlocked operations.</summary>
    private long _incarnations;

    /// <summary>A host without actors yet.</summary>
    public EmbeddedHost(EmbeddedHostOptions? options = null)
    {
        _options = options ?? new EmbeddedHostOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.IoThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MessagesPerTurn, 1);
        Limits = new TurnLimits(_options);
        Log = new HostLog(_options.Logger);
        Control = new ControlThread(_options.Node);
        Io = new IoPool(_options.Node, _options.IoThreads);
    }

    /// <inheritdoc/>
    public string Node => _options.Node;

    /// <inheritdoc/>
    public TimeProvider Time => TimeProvider.System;

    internal TurnLimits Limits { get; }

    internal HostLog Log { get; }

    internal ControlThread Control { get; }

    internal IoPool Io { get; }

    /// <inheritdoc/>
    public IActorRef Spawn(Props props, string? name = null)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            name = ActorCell.CheckedName(name, ref _namesGiven);
            if (_roots.ContainsKey(name))
                throw new InvalidOperationException($"Node {Node} has a living root actor '{name}' already.");
            var cell = CreateCell(null, props, name);
            _roots.Add(name, cell);
            cell.Post(new StartSignal());
            return cell.Ref;
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(IActorRef actor)
    {
        var ended = EndRef.WatchAsync(actor);
        CellRef.Of(actor, "stop").Cell.Post(new StopSignal());
        return ended;
    }

    /// <inheritdoc/>
    public Task WhenEndedAsync(IActorRef actor) => EndRef.WatchAsync(actor);

    /// <inheritdoc/>
    public Task<TReply> AskAsync<TReply>(IActorRef actor, object message, CancellationToken cancellation = default) =>
        ReplyRef<TReply>.AskAsync(actor, message, cancellation);

    /// <summary>
    /// Stops every actor, waits until they and their effects have ended, and ends the host's threads. Waits no longer than
    /// <see cref="EmbeddedHostOptions.StopTimeout"/>; who has not ended by then is logged.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (var root in _roots.Values)
                root.Post(new StopSignal());
            if (_roots.Count == 0)
                _rootsEnded.SetResult();
        }
        try
        {
            await _rootsEnded.Task.WaitAsync(_options.StopTimeout);
        }
        catch (TimeoutException)
        {
            Log.LeftBehind(Node, _options.StopTimeout, LivingRoots());
        }
        Control.Stop();
        Io.Stop();
    }

    /// <summary>Random bits that nobody can guess.</summary>
    internal static ulong NextRandom()
    {
        ulong bits = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref bits)));
        return bits;
    }

    internal EmbeddedCell CreateCell(EmbeddedCell? parent, Props props, string path) =>
        new(this, parent, props, new ActorAddress(Node, path, Interlocked.Increment(ref _incarnations)));

    internal void RootEnded(EmbeddedCell cell)
    {
        lock (_gate)
        {
            _roots.Remove(ActorCell.NameOf(cell));
            if (_disposed && _roots.Count == 0)
                _rootsEnded.TrySetResult();
        }
    }

    internal void RootFailed(IActorRef root, Exception error)
    {
        try
        {
            _options.OnRootFailure?.Invoke(root, error);
        }
        catch (Exception handlerError)
        {
            Log.RootFailureHandlerFailed(handlerError, root);
        }
    }

    internal async Task CancelEffectsAsync(IActorRef actor, CancellationTokenSource effects)
    {
        try
        {
            await effects.CancelAsync();
        }
        catch (Exception error)
        {
            Log.CancellationFailed(error, actor);
        }
    }

    private string LivingRoots()
    {
        lock (_gate)
            return string.Join(", ", _roots.Values.Select(root => root.Ref));
    }
}
