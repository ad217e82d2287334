using System.Runtime.InteropServices;

namespace ActorStream.Backends.Files.Native;

/// <summary>The error number that the last call left, as a question or as an exception.</summary>
internal static class LinuxError
{
    private const int NotPermitted = 1;
    private const int NoSuchFile = 2;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int AccessDenied = 13;
    private const int Invalid = 22;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    internal static bool WasInterrupted => Marshal.GetLastPInvokeError() == Interrupted;

    internal static bool WouldHaveWaited => Marshal.GetLastPInvokeError() == WouldBlock;

    internal static bool WasNotSupported => Marshal.GetLastPInvokeError() == Invalid;

    internal static IOException Last(string what, string path)
    {
        var number = Marshal.GetLastPInvokeError();
        var message = $"Could not {what} '{path}': {Marshal.GetPInvokeErrorMessage(number)} (error {number}).";
        return number switch
        {
            NoSuchFile => new FileNotFoundException(message, path),
            NoSpace or QuotaExceeded => new DiskFullException(message),
            AccessDenied or NotPermitted => new IOException(message, new UnauthorizedAccessException(message)),
            _ => new IOException(message),
        };
    }
}
