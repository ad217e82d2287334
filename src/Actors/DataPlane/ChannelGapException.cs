namespace ActorStream.Actors;

/// <summary>A channel lost or doubled something on the way: its connection broke, or its sender has crashed. The epoch restarts.</summary>
internal sealed class ChannelGapException(string message) : Exception(message);
