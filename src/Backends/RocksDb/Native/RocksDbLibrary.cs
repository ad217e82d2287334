using System.Reflection;
using System.Runtime.InteropServices;

namespace ActorStream.Backends.Native;

/// <summary>Finds RocksDB's C library. It is no part of the package: whoever chooses the RocksDB backend installs it.</summary>
internal static class RocksDbLibrary
{
    internal const string Name = "rocksdb";

    /// <summary>Most exact first: the release that the engine is tested with, then whatever the machine calls its RocksDB.</summary>
    private static readonly string[] Candidates = ["librocksdb.so.7.8", "librocksdb", "rocksdb"];

    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>Why RocksDB cannot be used here; null if it can.</summary>
    internal static string? Problem => Loaded.Value != 0
        ? null
        : $"its native library was not found (looked for {string.Join(", ", Candidates)}). Install it (Debian and Ubuntu: apt-get install "
            + "librocksdb7.8) or choose state.backend = heap";

    /// <summary>Checks that state can be kept in RocksDB, before anything depends on it.</summary>
    /// <exception cref="RocksDbMissingException">The native library is not there.</exception>
    internal static void Require()
    {
        if (Problem is { } problem) throw new RocksDbMissingException(problem);
    }

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Loaded.Value : 0;

    private static nint Load() => Candidates
        .Select(candidate => NativeLibrary.TryLoad(candidate, typeof(RocksDbLibrary).Assembly, null, out var library) ? library : 0)
        .FirstOrDefault(library => library != 0);
}

/// <summary>State is to be kept in RocksDB and its library is not installed: no restart changes that.</summary>
internal sealed class RocksDbMissingException(string problem) : Exception($"State cannot be kept in RocksDB: {problem}."), IPermanentError;

/// <summary>A call of RocksDB failed.</summary>
internal sealed class RocksDbException(string what, string message) : IOException($"RocksDB could not {what}: {message}");
