namespace ActorStream;

/// <summary>A list per subtask.</summary>
internal sealed class OperatorListStateDescriptor<T>(string name, Redistribution redistribution, ISerializer<T>? serializer)
    : StateDescriptor<T>(name, redistribution == Redistribution.Union ? StateKind.OperatorUnion : StateKind.OperatorList, serializer)
{
    internal Redistribution Redistribution { get; } = redistribution;

    internal override void Accept(IStateVisitor visitor) => visitor.VisitOperatorList(this);
}

/// <summary>A map that all subtasks have.</summary>
internal sealed class BroadcastStateDescriptor<TMapKey, T>(string name, ISerializer<T>? serializer)
    : StateDescriptor<T>(name, StateKind.Broadcast, serializer)
    where TMapKey : notnull
{
    internal override void Accept(IStateVisitor visitor) => visitor.VisitBroadcast(this);
}

/// <summary>Takes the operator state of a function that opens.</summary>
internal interface IOperatorStateBinder
{
    void Bind<T>(OperatorListState<T> state);

    void Bind<TMapKey, T>(BroadcastState<TMapKey, T> state)
        where TMapKey : notnull;
}

internal static class OperatorStateErrors
{
    internal static InvalidOperationException NotOpen(string name) =>
        new($"State '{name}' was used before its operator opened. Use it from OpenAsync on, not in the constructor that declares it.");
}
