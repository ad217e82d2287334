namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class EmbeddedContractTests : ActorContract
{
    internal override IEnumerable<ActorDriver> Drivers()
    {
        yield return new EmbeddedDriver();
        // The shortest turns, so that actors are scheduled anew after each message.
        yield return new EmbeddedDriver(new() { MessagesPerTurn = 1, IoThreads = 1 });
    }
}
