namespace ActorStream.Backends.Files.Simulated;

/// <summary>
/// A file's bytes as processes see them, and which of them a power failure may take: each write since the last sync is kept, dropped or
/// torn on its own, whatever became of those before it.
/// </summary>
internal sealed class SimulatedFile
{
    private readonly List<PendingWrite> _pending = [];
    private byte[] _bytes = [];
    private int _durableLength;

    internal int Length { get; private set; }

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (Length + bytes.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + bytes.Length, 2 * _bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(Length));
        _pending.Add(new PendingWrite(Length, bytes.Length, Forgotten: false));
        Length += bytes.Length;
    }

    internal int Read(long offset, Span<byte> buffer)
    {
        if (offset >= Length) return 0;
        var available = _bytes.AsSpan((int)offset, Length - (int)offset);
        var read = Math.Min(available.Length, buffer.Length);
        available[..read].CopyTo(buffer);
        return read;
    }

    /// <summary>Makes the writes durable, save those that a failed sync left behind: the kernel thinks they are on the disk.</summary>
    internal void Sync()
    {
        foreach (var write in _pending)
        {
            if (!write.Forgotten) _durableLength = Math.Max(_durableLength, write.Offset + write.Length);
        }

        _pending.RemoveAll(static write => !write.Forgotten);
    }

    /// <summary>A sync that failed: processes still read the bytes, no later sync will write them.</summary>
    internal void ForgetPendingWrites()
    {
        for (var i = 0; i < _pending.Count; i++) _pending[i] = _pending[i] with { Forgotten = true };
    }

    /// <summary>The power fails: what was not durable is decided by the dice. What is lost before something kept reads as zeros.</summary>
    internal void LosePower(Random dice)
    {
        var length = _durableLength;
        foreach (var (offset, written, _) in _pending)
        {
            var kept = dice.Next(3) switch { 0 => 0, 1 => written, _ => dice.Next(written) };
            _bytes.AsSpan(offset + kept, written - kept).Clear();
            if (kept > 0) length = Math.Max(length, offset + kept);
        }

        _pending.Clear();
        _durableLength = Length = length;
    }

    private readonly record struct PendingWrite(int Offset, int Length, bool Forgotten);
}
