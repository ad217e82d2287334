namespace ActorStream.Actors.Hosts;

/// <summary>A thread for one actor, parked while its mailbox is empty. It ends with the actor.</summary>
/// <remarks>
/// It parks by a monitor, at once: spinning would take the core from the very sender it waits for, and .NET's spin helpers end in sleeps
/// of a millisecond.
/// </remarks>
internal sealed class DedicatedThread
{
    private readonly EmbeddedCell _cell;
    private readonly object _gate = new();

    /// <summary>Whether the cell was scheduled since it was last run. Under <see cref="_gate"/>.</summary>
    private bool _scheduled;

    internal DedicatedThread(EmbeddedCell cell)
    {
        _cell = cell;
        new Thread(Run) { Name = cell.Ref.Address.Path, IsBackground = true }.Start();
    }

    /// <summary>Wakes the thread to run a turn of the cell.</summary>
    internal void Schedule()
    {
        lock (_gate)
        {
            _scheduled = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (!_cell.HasEnded)
        {
            lock (_gate)
            {
                while (!_scheduled)
                    Monitor.Wait(_gate);
                _scheduled = false;
            }
            while (_cell.RunTurn())
            {
            }
        }
    }
}
