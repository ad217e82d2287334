namespace ActorStream.Backends;

/// <summary>A state as a snapshot file knows it.</summary>
internal sealed record SnapshotState(StateKind Kind, string Name, Schema Schema);

/// <summary>Entries of one state and namespace, in blocks, ascending by key hash.</summary>
/// <param name="State">Position among the catalog's states.</param>
/// <param name="Namespace">Start of the slice; 0 for states without one.</param>
/// <param name="IsChange">Whether it changes the same run of the layer below, rather than being all there is.</param>
/// <param name="Blocks">In file order.</param>
internal sealed record SnapshotRun(int State, long Namespace, bool IsChange, IReadOnlyList<SnapshotBlock> Blocks);

/// <summary>Where entries lie and what to expect there.</summary>
/// <param name="Offset">In the file. Not stored: the sum of the lengths before it.</param>
/// <param name="Hashes">Of its first and last entry.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="UncompressedLength">Bytes of its entries; 0: they are not compressed.</param>
/// <param name="Entries">At least 1.</param>
/// <param name="Checksum">CRC-32C of its bytes in the file.</param>
internal readonly record struct SnapshotBlock(long Offset, HashRange Hashes, int Length, int UncompressedLength, int Entries, uint Checksum);

/// <summary>The directory of a snapshot file: what states it has, with their schemas, and where each stretch of hashes lies.</summary>
internal sealed record SnapshotCatalog(HashRange Range, Schema Key, IReadOnlyList<SnapshotState> States, IReadOnlyList<SnapshotRun> Runs)
{
    private const int BlockBytes = 32;

    public void Write(RecordWriter writer)
    {
        writer.WriteUInt64(Range.First);
        writer.WriteUInt64(Range.Last);
        SchemaFormat.Write(writer, Key);
        writer.WriteCount(States.Count);
        foreach (var state in States)
        {
            writer.WriteByte((byte)state.Kind);
            writer.WriteString(state.Name);
            SchemaFormat.Write(writer, state.Schema);
        }

        writer.WriteCount(Runs.Count);
        foreach (var run in Runs)
        {
            writer.WriteCount(run.State);
            writer.WriteInt64(run.Namespace);
            writer.WriteBoolean(run.IsChange);
            writer.WriteCount(run.Blocks.Count);
            foreach (var block in run.Blocks)
            {
                writer.WriteUInt64(block.Hashes.First);
                writer.WriteUInt64(block.Hashes.Last);
                writer.WriteInt32(block.Length);
                writer.WriteInt32(block.UncompressedLength);
                writer.WriteInt32(block.Entries);
                writer.WriteUInt32(block.Checksum);
            }
        }
    }

    /// <summary>Reads and checks that blocks tile the file up to <paramref name="end"/> and are ordered.</summary>
    public static SnapshotCatalog Read(RecordReader reader, long end)
    {
        var range = new HashRange(reader.ReadUInt64(), reader.ReadUInt64());
        var key = SchemaFormat.Read(reader);
        var states = new SnapshotState[reader.ReadCount(minimumBytesEach: 4)];
        for (var i = 0; i < states.Length; i++)
        {
            states[i] = new SnapshotState((StateKind)reader.ReadByte(), reader.ReadString(), SchemaFormat.Read(reader));
        }

        var runs = new SnapshotRun[reader.ReadCount(minimumBytesEach: 11)];
        long offset = SnapshotFormat.HeaderBytes;
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = ReadRun(reader, states.Length, ref offset);
        }

        return offset == end && reader.Remaining == 0
            ? new SnapshotCatalog(range, key, states, runs)
            : throw reader.Malformed($"its blocks end at byte {offset} of the file, not {end}, and {reader.Remaining} bytes are left over");
    }

    private static SnapshotRun ReadRun(RecordReader reader, int states, ref long offset)
    {
        var state = reader.ReadCount(minimumBytesEach: 0); // a position, not a count: nothing of that number follows
        var @namespace = reader.ReadInt64();
        var isChange = reader.ReadBoolean();
        var blocks = new SnapshotBlock[reader.ReadCount(BlockBytes)];
        ulong last = 0;
        for (var i = 0; i < blocks.Length; i++)
        {
            var hashes = new HashRange(reader.ReadUInt64(), reader.ReadUInt64());
            var block = new SnapshotBlock(
                offset, hashes, reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt32());
            if (hashes.First > hashes.Last || hashes.First < last || block.Length <= 0 || block.UncompressedLength < 0 || block.Entries <= 0)
            {
                throw reader.Malformed($"block {i} of state {state} is {block}, after one that ended at hash {last:x16}");
            }

            last = hashes.Last;
            blocks[i] = block;
            offset += block.Length;
        }

        return state < states
            ? new SnapshotRun(state, @namespace, isChange, blocks)
            : throw reader.Malformed($"a run belongs to state {state} of {states}");
    }
}
