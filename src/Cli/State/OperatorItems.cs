using ActorStream.Backends;
using ActorStream.Coordinator;

namespace ActorStream.Cli;

/// <summary>The operator state of a checkpoint, item by item.</summary>
internal static class OperatorItems
{
    /// <summary>Items with their schema; null where the engine keeps something of its own.</summary>
    internal static IEnumerable<(OperatorStateList List, Schema? Schema, ReadOnlyMemory<byte> Item)> Of(OperatorManifest op) =>
        op.Subtasks.SelectMany(static part => part.Lists).SelectMany(static list => list.Items.Select(item => (list, SchemaOf(list), item)));

    internal static Schema? SchemaOf(OperatorStateList list) =>
        list.Schema is { } schema ? SchemaFormat.Read(new RecordReader(schema)) : null;
}
