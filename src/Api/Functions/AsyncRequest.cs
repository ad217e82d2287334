namespace ActorStream;

/// <summary>A record whose answer has not been emitted, as a checkpoint keeps it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Time">Its event time in UTC ticks; <see cref="long.MinValue"/>: none.</param>
/// <param name="Hash">Of its key; 0 without one.</param>
internal readonly record struct AsyncRequest<T>(T Record, long Time, ulong Hash);

/// <summary>What an asynchronous operator declares.</summary>
internal static class AsyncState
{
    /// <summary>Behind a key every subtask is given all requests, since only the owner of a key may make its calls.</summary>
    internal static OperatorListState<AsyncRequest<T>> Declare<T>(StateDeclarations states, bool isKeyed) =>
        states.OperatorList<AsyncRequest<T>>("requests", isKeyed ? Redistribution.Union : Redistribution.Split, serializer: null);
}
