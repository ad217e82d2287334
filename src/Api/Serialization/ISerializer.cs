namespace ActorStream;

/// <summary>
/// Writes and reads values of one type, in state snapshots and on the wire. Most types need none: the engine compiles one from the
/// type's public shape. Write one for types it cannot serve.
/// </summary>
/// <remarks>Shared by threads: must be stateless.</remarks>
/// <typeparam name="T">The type served.</typeparam>
public interface ISerializer<T>
{
    /// <summary>Version of what <see cref="Write"/> writes; stored in every snapshot. Raise it when the format changes.</summary>
    int Version { get; }

    /// <summary>Appends the value.</summary>
    void Write(RecordWriter writer, in T value);

    /// <summary>
    /// Reads what <see cref="Write"/> of that version wrote. The answer shares nothing with other answers that can be changed.
    /// </summary>
    /// <param name="reader">Stands at the value and ends with it; must be left at its end. What is thrown at bytes that mean nothing is
    /// reported as damage.</param>
    /// <param name="version">Version that wrote it: at most <see cref="Version"/>.</param>
    T Read(RecordReader reader, int version);
}
