namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class SimulatedContractTests : ActorContract
{
    internal override IEnumerable<ActorDriver> Drivers()
    {
        for (ulong seed = 1; seed <= 20; seed++)
            yield return new SimulatedDriver(seed);
    }
}
