using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>
/// A committable as bytes in a manifest. Version 1: version, checkpoint, job (two halves), subtask, epoch, checkpoint before, sink uid, data.
/// </summary>
internal static class CommittableFormat
{
    internal const string ListName = "committables";
    private const byte Version = 1;

    internal static ReadOnlyMemory<byte> Write(Committable committable)
    {
        var id = committable.Transaction;
        var writer = new RecordWriter();
        writer.WriteByte(Version);
        writer.WriteInt64(committable.Checkpoint);
        writer.WriteUInt64((ulong)(id.Job.Value >> 64));
        writer.WriteUInt64((ulong)id.Job.Value);
        writer.WriteInt32(id.Subtask);
        writer.WriteInt64(id.Epoch);
        writer.WriteInt64(id.AfterCheckpoint);
        writer.WriteString(id.Sink);
        writer.WriteBytes(committable.Data.Span);
        return writer.Written.ToArray();
    }

    internal static Committable Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new StateRestoreException($"A stored committable has format version {version}; this build reads version {Version}.");
        }

        var checkpoint = reader.ReadInt64();
        var job = new JobId(new UInt128(reader.ReadUInt64(), reader.ReadUInt64()));
        var (subtask, epoch, after) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        var sink = reader.ReadString();
        return new Committable(new SinkTransactionId(job, sink, subtask, epoch, after), checkpoint, reader.ReadBytes().ToArray());
    }
}
