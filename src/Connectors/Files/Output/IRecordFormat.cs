namespace ActorStream.Connectors.Files.Output;

/// <summary>What the files of a sink look like inside. Immutable, shared.</summary>
internal interface IRecordFormat<T>
{
    /// <summary>The file name's extension, dot included.</summary>
    string Extension { get; }

    /// <summary>Begins a file.</summary>
    IRecordEncoder<T> Open(Stream into);
}

/// <summary>Encodes the records of one file. Used by one thread at a time.</summary>
internal interface IRecordEncoder<T> : IDisposable
{
    /// <summary>Writes records to the stream, whole, keeping nothing back; the first call writes what stands before them, too.</summary>
    void Encode(ReadOnlySpan<T> records);
}
