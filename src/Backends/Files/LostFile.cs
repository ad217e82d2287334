namespace ActorStream.Backends.Files;

/// <summary>
/// A file, or a name, whose sync failed is lost, and syncing it again would not tell. But whoever still has the bytes can write them again, to
/// another file: a disk that fails now and then costs time, not a checkpoint.
/// </summary>
internal static class LostFile
{
    private const int MostWritings = 3;

    /// <summary>Does a piece of writing, anew if the disk failed it. It begins by creating its file and ends when all of it is durable.</summary>
    internal static async ValueTask WriteAnewAsync(Func<ValueTask> write)
    {
        for (var writing = 1; ; writing++)
        {
            try
            {
                await write();
                return;
            }
            catch (IOException error) when (writing < MostWritings && error is not DiskFullException)
            {
                // What is left of it is deleted by the next writing, or as garbage.
            }
        }
    }
}
