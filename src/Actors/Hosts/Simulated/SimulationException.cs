namespace ActorStream.Actors.Hosts;

/// <summary>A simulated run failed. The message names the seed, which replays it.</summary>
internal sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
