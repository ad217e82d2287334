using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// Aligned checkpoints: a channel whose barrier n came is not drained until all channels have brought it. Pure: barriers and aborts in, the
/// round to snapshot out.
/// </summary>
/// <remarks>
/// A barrier at or below the highest round seen through is ignored, and so is that of an aborted round. An abort ends its own round only: it
/// overtakes barriers, so an older round's may still be on their way. Seeing m on a channel ends every round below m: those
/// barriers will not come any more on that channel, so waiting for them would block for ever.
/// </remarks>
internal sealed class BarrierAlignment(IReadOnlyList<InputChannel> channels)
{
    private readonly bool[] _arrived = new bool[channels.Count];
    private readonly HashSet<long> _aborted = []; // Above Passed: their barriers may still come.
    private int _missing;

    /// <summary>The highest round that is over here with all below it: its barrier has been here.</summary>
    internal long Passed { get; private set; }

    /// <summary>The round being aligned; 0: none.</summary>
    internal long Current { get; private set; }

    /// <summary>Handles barrier n of a channel. Answers true when it was the last one missing: take the snapshot, then call <see cref="Release"/>.</summary>
    internal bool OnBarrier(InputChannel channel, long checkpoint)
    {
        if (checkpoint < Current || IsOver(checkpoint))
        {
            return false;
        }

        if (checkpoint > Current)
        {
            Restart(checkpoint);
        }

        Invariant.Holds(!_arrived[channel.Index], $"Channel {channel.Index} brought barrier {checkpoint} twice.");
        _arrived[channel.Index] = true;
        channel.Blocked = true;
        return --_missing == 0;
    }

    /// <summary>Whether nothing is to be done here for the round any more.</summary>
    internal bool IsOver(long checkpoint) => checkpoint <= Passed || _aborted.Contains(checkpoint);

    /// <summary>The round was given up: what waited for it goes on, and its barriers will be ignored.</summary>
    internal void Abort(long checkpoint)
    {
        if (Current == checkpoint)
        {
            Release();
        }
        else if (checkpoint > Passed)
        {
            _aborted.Add(checkpoint);
        }
    }

    /// <summary>This is a source, and the barrier of the round is injected.</summary>
    internal void Pass(long checkpoint)
    {
        Passed = Math.Max(Passed, checkpoint);
        _aborted.RemoveWhere(aborted => aborted <= Passed);
    }

    /// <summary>The current round is over here; every channel is drained again.</summary>
    internal void Release()
    {
        Pass(Current);
        Current = 0;
        Unblock();
    }

    private void Restart(long checkpoint)
    {
        Unblock();
        Current = checkpoint;
        _missing = channels.Count;
    }

    private void Unblock()
    {
        Array.Clear(_arrived);
        foreach (var channel in channels)
        {
            channel.Blocked = false;
        }
    }
}
