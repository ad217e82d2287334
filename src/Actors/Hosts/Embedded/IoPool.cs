namespace ActorStream.Actors.Hosts;

/// <summary>
/// A few threads for work that blocks: files and fsync. Awaits inside such work come back to these threads, so that what blocks after
/// one does not do so on the thread pool. Threads start when first needed and park while there is no work.
/// </summary>
internal sealed class IoPool(string node, int maxThreads)
{
    private readonly object _gate = new();

    // Under the gate.
    private readonly Queue<(SendOrPostCallback Work, object? State)> _work = new();
    private int _threads;
    private int _parked;
    private bool _stopped;

    internal void Run(Effect effect) => Enqueue(static effect => ((Effect)effect!).Execute(), effect);

    /// <summary>Ends the threads once they have done what was given to them.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Enqueue(SendOrPostCallback work, object? state)
    {
        lock (_gate)
        {
            _work.Enqueue((work, state));
            if (_parked >= _work.Count || _threads == maxThreads)
            {
                Monitor.Pulse(_gate);
                return;
            }
            _threads++;
        }
        new Thread(Loop) { Name = $"{node} I/O", IsBackground = true }.Start();
    }

    private void Loop()
    {
        SynchronizationContext.SetSynchronizationContext(new BackToPool(this));
        while (true)
        {
            (SendOrPostCallback Work, object? State) next;
            lock (_gate)
            {
                _parked++;
                while (!_work.TryDequeue(out next))
                {
                    if (_stopped)
                    {
                        _threads--;
                        _parked--;
                        return;
                    }
                    Monitor.Wait(_gate);
                }
                _parked--;
            }
            next.Work(next.State);
        }
    }

    private sealed class BackToPool(IoPool pool) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => pool.Enqueue(d, state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
