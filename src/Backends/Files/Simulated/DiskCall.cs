namespace ActorStream.Backends.Files.Simulated;

/// <summary>A call about to be made on a simulated disk: what a scheduler, a fault rule or a trace decides by.</summary>
/// <param name="Process">The mount that makes it.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Path">On what.</param>
internal readonly record struct DiskCall(string Process, DiskOperation Operation, string Path);

/// <summary>The kinds of disk calls; between any two of them a simulation may crash.</summary>
internal enum DiskOperation
{
    Create,
    OpenRead,
    Read,
    Write,
    Sync,
    Rename,
    Delete,
    CreateDirectory,
    SyncDirectory,
    Stat,
    List,
    Lock,
}
