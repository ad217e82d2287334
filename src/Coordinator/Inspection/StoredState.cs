using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>A state of one operator, over all its subtasks.</summary>
/// <param name="Operator">The operator's uid.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">Schema of the keys.</param>
/// <param name="Schema">Schema of what a key has.</param>
internal sealed record StoredState(string Operator, StateKind Kind, string Name, Schema Key, Schema Schema);

/// <summary>An entry as it was written.</summary>
/// <param name="State">The state.</param>
/// <param name="Namespace">Start of the slice, in UTC ticks; 0 for states without one.</param>
/// <param name="Hash">Of the key.</param>
/// <param name="Key">The key, by the state's schema of keys.</param>
/// <param name="Value">The value, by the state's schema; of a map or list, one element of it.</param>
internal readonly record struct StoredEntry(
    StoredState State, long Namespace, ulong Hash, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
