using System.Runtime.InteropServices;

namespace ActorStream.Hosting.Programs;

/// <summary>
/// Ends the process at once when it is told a second time to stop: the first SIGINT or SIGTERM stops the job in order, and who repeats it
/// does not want to wait for that. Nothing is lost, a job survives kill -9 too.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly Action _atExit;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals; // Changed by interlocked operations; signals come on threads of their own.

    /// <param name="atExit">Called before the process ends.</param>
    internal SecondSignal(Action atExit)
    {
        _atExit = atExit;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Count(signal, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Count(signal, 15)),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Count(PosixSignalContext signal, int number)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            _atExit();
            Environment.Exit(ExitCode.Signal + number);
        }
    }
}
