namespace ActorStream.Tests.Engine.Actors.Hosts;

/// <summary>
/// What every actor host must do, told by tests that a host's own test class inherits. Each test runs on every driver that the class
/// makes: one for a host with threads, one per seed for a simulation.
/// </summary>
public abstract partial class ActorContract
{
    /// <summary>Makes the drivers, one after the other.</summary>
    internal abstract IEnumerable<ActorDriver> Drivers();

    private async Task OnEachDriver(Func<ActorDriver, Task> test)
    {
        foreach (var driver in Drivers())
        {
            await using (driver)
                await test(driver);
        }
    }
}
