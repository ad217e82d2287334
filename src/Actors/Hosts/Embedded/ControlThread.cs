namespace ActorStream.Actors.Hosts;

/// <summary>
/// The engine's own thread: runs the cells of the control dispatcher in turn and posts the timers of all actors, so that neither waits
/// behind user code on the pool. Parked while there is nothing to run and no timer due.
/// </summary>
internal sealed class ControlThread
{
    private readonly object _gate = new();

    // Under the gate.
    private readonly Queue<EmbeddedCell> _ready = new();
    private readonly TimerQueue _timers = new();
    private bool _stopped;

    internal ControlThread(string node)
    {
        new Thread(Run) { Name = $"{node} control", IsBackground = true }.Start();
    }

    /// <summary>Runs a turn of the cell soon.</summary>
    internal void Schedule(EmbeddedCell cell)
    {
        lock (_gate)
        {
            _ready.Enqueue(cell);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Posts the timer to its cell after the delay.</summary>
    internal void Arm(TimerNode timer, TimeSpan delay)
    {
        lock (_gate)
        {
            if (_timers.Add(timer, delay))
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>The timer is not wanted any more.</summary>
    internal void Disarm(TimerNode timer)
    {
        lock (_gate)
            _timers.Remove(timer);
    }

    /// <summary>Ends the thread once it has run what is ready.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (true)
        {
            EmbeddedCell? cell;
            TimerNode? timer;
            lock (_gate)
            {
                while (true)
                {
                    timer = _timers.TakeDue(out var wait);
                    if (_ready.TryDequeue(out cell) || timer is not null)
                        break;
                    if (_stopped)
                        return;
                    Monitor.Wait(_gate, wait);
                }
            }
            timer?.Cell.Post(timer);
            if (cell is not null && cell.RunTurn())
                Schedule(cell);
        }
    }
}
