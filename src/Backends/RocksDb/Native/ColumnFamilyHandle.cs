namespace ActorStream.Backends.Native;

/// <summary>A column family of an open database; lives as long as that.</summary>
internal sealed record ColumnFamilyHandle(string Name, nint Handle);
