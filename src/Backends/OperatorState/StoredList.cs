namespace ActorStream.Backends;

/// <summary>One state that a function declared, as a list of the checkpoint.</summary>
internal abstract class StoredList(string name, StateDistribution distribution)
{
    /// <summary>Counted for an item beside its bytes: what it costs in the manifest.</summary>
    protected const int ItemOverhead = 16;

    private readonly RecordWriter _writer = new();

    internal string Name { get; } = name;

    internal StateDistribution Distribution { get; } = distribution;

    /// <summary>The items as they are now.</summary>
    /// <param name="bytesLeft">What they may take; less by what they do, below 0 if that is too much.</param>
    internal abstract OperatorStateList Write(ref long bytesLeft);

    /// <summary>Adds the items of a checkpoint.</summary>
    /// <exception cref="StateRestoreException">They cannot be read as what the state holds now.</exception>
    internal abstract void Read(OperatorStateList list, string path);

    protected ReadOnlyMemory<byte> Bytes(Action<RecordWriter> write)
    {
        _writer.Clear();
        write(_writer);
        return _writer.Written.ToArray();
    }
}

/// <inheritdoc/>
/// <param name="name">The state.</param>
/// <param name="distribution">Who gets the items at a restore.</param>
/// <param name="codec">Writes an item.</param>
/// <param name="items">Those there are.</param>
/// <param name="add">Takes one of a checkpoint.</param>
internal sealed class StoredList<T>(
    string name, StateDistribution distribution, Codec<T> codec, IReadOnlyCollection<T> items, Action<T> add)
    : StoredList(name, distribution)
{
    internal override OperatorStateList Write(ref long bytesLeft)
    {
        var written = new List<ReadOnlyMemory<byte>>(items.Count);
        foreach (var item in items)
        {
            var bytes = Bytes(writer => codec.Write(writer, item));
            written.Add(bytes);
            bytesLeft -= bytes.Length + ItemOverhead;
            if (bytesLeft < 0)
            {
                break; // The round fails: no memory for the rest.
            }
        }

        return new OperatorStateList(Name, Distribution, written) { Schema = Bytes(writer => SchemaFormat.Write(writer, codec.Schema)) };
    }

    internal override void Read(OperatorStateList list, string path)
    {
        if (list.Distribution != Distribution)
        {
            throw new StateRestoreException(
                $"'{path}' was operator state of the kind {list.Distribution} and is now {Distribution}. Declare it as it was, or give the new state "
                + "another name.");
        }

        try
        {
            var reader = new RecordReader(list.Schema!.Value);
            var reading = codec.ReadingAs(SchemaFormat.Read(reader), path);
            foreach (var item in list.Items)
            {
                reader.Reset(item);
                add(reading.Read(reader));
                if (reader.Remaining > 0)
                {
                    throw reader.Malformed("it is longer than one item");
                }
            }
        }
        catch (MalformedRecordException error)
        {
            throw new StateRestoreException($"'{path}' cannot be read: {error.Message}", error);
        }
    }
}
