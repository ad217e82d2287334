using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>A split's state as bytes in a manifest. Version 1: version, id, watermark, the split with its schema.</summary>
internal static class SplitFormat
{
    internal const string ListName = "splits";
    private const byte Version = 1;

    internal static ReadOnlyMemory<byte> Write(SplitState state)
    {
        var writer = new RecordWriter();
        writer.WriteByte(Version);
        writer.WriteString(state.Id);
        writer.WriteInt64(state.Watermark);
        writer.WriteBytes(state.Data.Span);
        return writer.Written.ToArray();
    }

    internal static SplitState Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new StateRestoreException($"A stored split has format version {version}; this build reads version {Version}.");
        }

        var (id, watermark) = (reader.ReadString(), reader.ReadInt64());
        return new SplitState(id, reader.ReadBytes().ToArray(), watermark);
    }
}

/// <summary>A split of one type as it travels: its schema goes with it, so that the split's type may change between two runs.</summary>
internal static class SplitFormat<TSplit>
    where TSplit : ISourceSplit
{
    internal static SplitState ToState(TSplit split, long watermark)
    {
        var codec = Codecs.For<TSplit>();
        var writer = new RecordWriter();
        SchemaFormat.Write(writer, codec.Schema);
        codec.Write(writer, split);
        return new SplitState(split.Id, writer.Written.ToArray(), watermark);
    }

    internal static TSplit Read(SplitState state)
    {
        var reader = new RecordReader(state.Data);
        return Codecs.For<TSplit>().ReadingAs(SchemaFormat.Read(reader), $"split '{state.Id}'").Read(reader);
    }
}
