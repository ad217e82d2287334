using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>Asks the system for huge pages. A hint: where there are none everything works, with more misses of the address cache.</summary>
internal static unsafe partial class HugePages
{
    private const int MadviseHugePage = 14;

    /// <summary>For all of the memory that is made of whole huge pages. Does nothing but on Linux.</summary>
    internal static void Advise(void* address, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = madvise(address, bytes, MadviseHugePage);
        }
    }

    [LibraryImport("libc")]
    private static partial int madvise(void* address, nuint bytes, int advice);
}
