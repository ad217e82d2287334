namespace ActorStream.Actors;

/// <summary>A watched actor has ended, and with it its children and effects.</summary>
public sealed record Terminated(IActorRef Actor);

/// <summary>A child threw and was stopped. Told to its parent before any <see cref="Terminated"/> of that child.</summary>
public sealed record ChildFailed(IActorRef Child, Exception Error);
