using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files.Native;

/// <summary>A file descriptor. Closing it says nothing of durability: that is fsync's part, so its result is of no use.</summary>
internal sealed class UnixHandle : SafeHandle
{
    internal UnixHandle(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    public override bool IsInvalid => handle < 0;

    protected override bool ReleaseHandle() => LinuxCalls.close((int)handle) == 0;
}
