namespace ActorStream.Actors;

/// <summary>
/// Aligned checkpoints: a channel whose barrier n came is not drained until all channels have brought it. Pure: barriers and aborts in, the
/// round to snapshot out.
/// </summary>
/// <remarks>
/// A barrier at or below the highest round seen through or aborted is ignored. Seeing m on a channel ends every round below m: those
/// barriers will not come any more on that channel, so waiting for them would block for ever.
/// </remarks>
internal sealed class BarrierAlignment(IReadOnlyList<InputChannel> channels)
{
    private readonly bool[] _arrived = new bool[channels.Count];
    private int _missing;

    /// <summary>Highest round that is over here: snapshot taken, or aborted.</summary>
    internal long Passed { get; private set; }

    /// <summary>The round being aligned; 0: none.</summary>
    internal long Current { get; private set; }

    /// <summary>Handles barrier n of a channel. Answers true when it was the last one missing: take the snapshot, then call <see cref="Release"/>.</summary>
    internal bool OnBarrier(InputChannel channel, long checkpoint)
    {
        if (checkpoint < Current || (checkpoint != Current && checkpoint <= Passed))
        {
            return false;
        }

        if (checkpoint > Current)
        {
            Restart(checkpoint);
        }

        if (_arrived[channel.Index])
        {
            throw new InvalidOperationException($"Channel {channel.Index} brought barrier {checkpoint} twice.");
        }

        _arrived[channel.Index] = true;
        channel.Blocked = true;
        return --_missing == 0;
    }

    /// <summary>
    /// The round is over here, because it was given up, or because this is a source and its barrier is injected: what waited for it goes on.
    /// </summary>
    internal void End(long checkpoint)
    {
        if (Current == checkpoint)
        {
            Release();
        }

        Passed = Math.Max(Passed, checkpoint);
    }

    /// <summary>The current round is over here; every channel is drained again.</summary>
    internal void Release()
    {
        Passed = Math.Max(Passed, Current);
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
