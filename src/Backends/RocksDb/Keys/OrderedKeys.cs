using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>
/// Map keys of one type as <see cref="OrderedBytes"/>. Keeps nothing between calls: a snapshot's writer and the owner use it at the same time, each
/// with buffers of its own.
/// </summary>
internal sealed class OrderedKeys<TSub>(Codec<TSub> codec)
{
    private readonly OrderedBytes _order = new(codec.Schema);

    public Codec<TSub> Codec => codec;

    /// <summary>Whether the stored bytes give the key back; else it lies, as it was given, before the value.</summary>
    public bool AreReadable => _order.AreReadable;

    /// <summary>Appends the key.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="key">The key.</param>
    /// <param name="spare">A buffer of the caller's whose content is not needed any more.</param>
    public void Write(RecordWriter writer, in TSub key, RecordWriter spare)
    {
        spare.Clear();
        codec.Write(spare, key);
        _order.Write(writer, MemoryMarshal.AsMemory(spare.Written));
    }

    /// <summary>Reads a stored key. Only if they are readable.</summary>
    /// <param name="stored">Its bytes.</param>
    /// <param name="spare">A buffer of the caller's whose content is not needed any more.</param>
    /// <param name="reader">The caller's.</param>
    public TSub Read(ReadOnlySpan<byte> stored, RecordWriter spare, RecordReader reader)
    {
        spare.Clear();
        _order.Restore(spare, stored);
        reader.Reset(spare.Written);
        return codec.Read(reader);
    }
}
