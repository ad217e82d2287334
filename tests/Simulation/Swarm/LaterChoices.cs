using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>What was added to the swarm when all before it was drawn: seeds keep what they chose before.</summary>
internal static class LaterChoices
{
    internal static SwarmCase AddTo(SwarmCase test, Dice dice)
    {
        var (across, drift, isIdle, silence) = (dice.Chance(0.5), dice.Between(0, 30), dice.Chance(0.5), dice.Milliseconds(1, 20));
        var (skims, losesCalls, breaks, rejects) = (dice.Chance(0.5), dice.Chance(0.5), dice.Chance(0.3), dice.Chance(0.12));
        List<ChainBreak> chains =
            [.. Enumerable.Range(0, 8).Select(_ => dice.Pick(ChainBreak.None, ChainBreak.None, ChainBreak.Before, ChainBreak.Both))];
        var reject = dice.Pick(PlainStep.RejectLost, PlainStep.RejectAside, PlainStep.RejectDead, PlainStep.RejectWaits);
        across &= test.Sources.Count > 1 && test.OutOfOrder is not null;
        rejects &= !test.HasLateRecords && !test.Keyed.Contains(KeyedStep.Alarm);
        return test with
        {
            IsAlignedAcross = across,
            MaxDrift = across ? test.MaxDrift ?? drift : test.MaxDrift,
            // The only split there is: while it is idle time stands still, and what was late stays late.
            Silence = test.HasLateRecords && isIdle ? silence : test.Silence,
            Keyed = skims ? [.. test.Keyed.Select(static step => step == KeyedStep.Match ? KeyedStep.Skim : step)] : test.Keyed,
            HasLostCalls = losesCalls,
            Breaks = breaks ? chains : [],
            Plain = rejects ? [.. test.Plain, reject] : test.Plain,
        };
    }
}

/// <summary>How an operator's chain is broken.</summary>
internal enum ChainBreak
{
    None,

    /// <summary>Before it.</summary>
    Before,

    /// <summary>Before and behind it.</summary>
    Both,
}
