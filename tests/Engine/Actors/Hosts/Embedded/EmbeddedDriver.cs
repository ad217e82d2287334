using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>Drives an embedded host: its actors run by themselves, so waiting is for the next word to a probe.</summary>
internal sealed class EmbeddedDriver : ActorDriver
{
    // Long enough for the slowest machine; a test that waits so long has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EmbeddedHost _host;
    private TaskCompletionSource _told = NewSignal();

    internal EmbeddedDriver(EmbeddedHostOptions? options = null)
    {
        RootFailures = NewProbe();
        _host = new EmbeddedHost((options ?? new()) with { OnRootFailure = (root, error) => RootFailures.Tell(error, root) });
    }

    internal override IActorHost Host => _host;

    internal override Probe RootFailures { get; }

    internal override async Task UntilAsync(Func<bool> condition)
    {
        while (true)
        {
            // Armed before the look, so that nothing is missed between the two.
            var told = Volatile.Read(ref _told).Task;
            if (condition())
                return;
            await told.WaitAsync(Patience);
        }
    }

    internal override Task WhenAsync(Task task) => task.WaitAsync(Patience);

    public override ValueTask DisposeAsync() => _host.DisposeAsync();

    protected override void OnProbeTold() => Interlocked.Exchange(ref _told, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
