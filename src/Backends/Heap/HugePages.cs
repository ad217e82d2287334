using System.Runtime.InteropServices;

namespace ActorStream.Backends;

/// <summary>Asks Linux for huge pages: a fault and a clearing per 2 MiB rather than per 4 KiB. What it answers does not matter.</summary>
internal static unsafe partial class HugePages
{
    /// <summary>What memory must be aligned to.</summary>
    internal const nuint Bytes = 2 << 20;

    private const int Advice = 14; // MADV_HUGEPAGE

    internal static void Ask(void* memory, nuint bytes)
    {
        if (OperatingSystem.IsLinux()) _ = madvise(memory, bytes, Advice);
    }

    [LibraryImport("libc")]
    private static partial int madvise(void* memory, nuint bytes, int advice);
}
