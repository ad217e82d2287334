using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>The operator state that functions declared, as a checkpoint has it.</summary>
internal static class OperatorItems
{
    internal static StateKind KindOf(StateDistribution distribution) => distribution switch
    {
        StateDistribution.Split => StateKind.OperatorList,
        StateDistribution.Union => StateKind.OperatorUnion,
        _ => StateKind.Broadcast,
    };

    /// <summary>Items with their schema; null where the engine keeps something of its own.</summary>
    internal static IEnumerable<(OperatorStateList List, Schema? Schema, ReadOnlyMemory<byte> Item)> Of(OperatorManifest op) =>
        op.Subtasks.SelectMany(static part => part.Lists)
            .SelectMany(static list => list.Items.Select(item => (list, SchemaOf(list), item)));

    /// <summary>What the items of a list were written as; null where the engine keeps something of its own.</summary>
    internal static Schema? SchemaOf(OperatorStateList list) =>
        list.Schema is { } schema ? SchemaFormat.Read(new RecordReader(schema)) : null;

    /// <summary>The items of lists of one name.</summary>
    /// <exception cref="StateRestoreException">They cannot be read as this type.</exception>
    internal static List<T> Read<T>(IEnumerable<OperatorStateList> lists, Codec<T> codec, string path)
    {
        var items = new List<T>();
        foreach (var list in lists)
        {
            var reading = codec.ReadingAs(SchemaOf(list)!, path);
            var reader = new RecordReader(default);
            foreach (var item in list.Items)
            {
                reader.Reset(item);
                items.Add(reading.Read(reader));
            }
        }

        return items;
    }

    /// <summary>A list as its operator would have written it.</summary>
    internal static OperatorStateList Write<T>(string name, StateDistribution distribution, Codec<T> codec, IEnumerable<T> items) =>
        new(name, distribution, [.. items.Select(item => Bytes(writer => codec.Write(writer, item)))]) { Schema =
            Bytes(writer => SchemaFormat.Write(writer, codec.Schema)) };

    private static ReadOnlyMemory<byte> Bytes(Action<RecordWriter> write)
    {
        var writer = new RecordWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
