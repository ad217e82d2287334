namespace ActorStream.Connectors.Files.Output;

/// <summary>A hidden file that is durable, as it must be found.</summary>
/// <param name="File">Which.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">Of all of them.</param>
internal readonly record struct PreparedFile(TransactionFile File, long Length, uint Checksum);
