namespace ActorStream.Actors;

/// <summary>All input channels of a subtask: which to drain next, and the watermark that holds over all of them.</summary>
internal sealed class InputGate(IReadOnlyList<InputChannel> channels)
{
    // An array: each batch asks all of them, and enumerating an interface would allocate.
    private readonly InputChannel[] _channels = [.. channels];
    private int _next;

    internal IReadOnlyList<InputChannel> Channels => _channels;

    /// <summary>No record follows on any channel.</summary>
    internal bool Ended
    {
        get
        {
            foreach (var channel in _channels)
            {
                if (!channel.Ended)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>
    /// The least watermark of the channels that may still bring records and are not idle; <see cref="long.MaxValue"/> once none does. Where all
    /// of them are idle, the furthest watermark, as if they had become so one after the other: that others are at their end is no reason for
    /// time to end here, since an idle channel may speak again.
    /// </summary>
    internal long Watermark(out bool isIdle)
    {
        var least = long.MaxValue;
        var (counts, furthest) = (false, long.MinValue);
        isIdle = false;
        foreach (var channel in _channels)
        {
            if (channel.Ended || channel.Watermark == long.MaxValue)
            {
                continue; // its end mark may come later than its last watermark
            }

            isIdle |= channel.IsIdle;
            furthest = Math.Max(furthest, channel.Watermark);
            if (!channel.IsIdle)
            {
                counts = true;
                least = Math.Min(least, channel.Watermark);
            }
        }

        isIdle &= !counts;
        return isIdle ? furthest : least;
    }

    /// <summary>The next channel, in turns, that has something and is not blocked; null if there is none.</summary>
    internal InputChannel? Poll()
    {
        for (var i = 0; i < _channels.Length; i++)
        {
            var channel = _channels[_next];
            _next = _next + 1 == _channels.Length ? 0 : _next + 1;
            if (!channel.Blocked && !channel.IsEmpty)
            {
                return channel;
            }
        }

        return null;
    }
}
