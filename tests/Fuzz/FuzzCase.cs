namespace ActorStream.Tests.Fuzz;

/// <summary>Something that reads bytes, and bytes that it can read.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Valid">Bytes as they were written.</param>
/// <param name="Read">Reads them; may throw what <see cref="Expects"/> names.</param>
internal sealed record FuzzCase(string Name, byte[] Valid, Action<byte[]> Read)
{
    /// <summary>The errors by which the reader says that the bytes are not what they should be.</summary>
    public required Func<Exception, bool> Expects { get; init; }

    /// <summary>Makes the checksums of changed bytes right, so that they come to be interpreted.</summary>
    public Func<byte[], byte[]>? Seal { get; init; }

    /// <summary>Pieces of the format, put in anywhere.</summary>
    public IReadOnlyList<byte[]> Pieces { get; init; } = [];
}

/// <summary>The cases of one format.</summary>
/// <param name="Name">What <c>--target</c> calls it.</param>
/// <param name="Weight">How many inputs of a hundred thousand are its own.</param>
/// <param name="Cases">The cases, each as likely.</param>
internal sealed record FuzzTarget(string Name, int Weight, IReadOnlyList<FuzzCase> Cases);

/// <summary>A reader did with some bytes what it must never do.</summary>
internal sealed class FuzzFailure(string message, Exception? inner = null) : Exception(message, inner);
