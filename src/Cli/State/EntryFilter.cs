using System.Text.Json;
using ActorStream.Coordinator;

namespace ActorStream.Cli;

/// <summary>Which entries are wanted.</summary>
/// <param name="Operator">Uid of the operator; null: any.</param>
/// <param name="State">Name of the state; null: any.</param>
/// <param name="Key">The key as JSON, or the text that it is; null: any.</param>
internal sealed record EntryFilter(string? Operator, string? State, string? Key)
{
    internal bool Wants(StoredState state) => (Operator is null || state.Operator == Operator) && (State is null || state.Name == State);

    internal bool WantsOperator(string uid) => Operator is null || uid == Operator;

    internal bool WantsState(string name) => State is null || name == State;

    internal bool WantsKey(string json) => Key is null || json == Key || json == JsonSerializer.Serialize(Key);
}
