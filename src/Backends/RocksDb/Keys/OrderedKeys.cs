using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>Map keys of one type as <see cref="OrderedBytes"/>.</summary>
internal sealed class OrderedKeys<TSub>(Codec<TSub> codec)
{
    private readonly OrderedBytes _order = new(codec.Schema);
    private readonly RecordWriter _bytes = new();
    private readonly RecordReader _reader = new();

    public Codec<TSub> Codec => codec;

    /// <summary>Whether the stored bytes give the key back; else it lies, as it was given, before the value.</summary>
    public bool AreReadable => _order.AreReadable;

    /// <summary>Appends the key.</summary>
    public void Write(RecordWriter writer, in TSub key)
    {
        _bytes.Clear();
        codec.Write(_bytes, key);
        _order.Write(writer, MemoryMarshal.AsMemory(_bytes.Written));
    }

    /// <summary>Reads a stored key. Only if they are readable.</summary>
    public TSub Read(ReadOnlySpan<byte> stored)
    {
        _bytes.Clear();
        _order.Restore(_bytes, stored);
        _reader.Reset(_bytes.Written);
        return codec.Read(_reader);
    }
}
