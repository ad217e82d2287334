using System.Text;

namespace ActorStream.Coordinator;

/// <summary>Where running jobs listen, and where they say so. Pure: no file is touched.</summary>
internal static class ControlPaths
{
    /// <summary>Suffix of the entries in a runtime directory.</summary>
    internal const string EntrySuffix = ".job.json";

    /// <summary>Names the only runtime directory there is, where it is set: for tests, and for users who want another.</summary>
    internal const string Variable = "ACTORSTREAM_RUN_DIRECTORY";

    private const string SocketName = "control.sock";

    /// <summary>
    /// What the address of a socket holds on the narrowest system, macOS: 104 bytes with the zero at their end. Linux has 108.
    /// </summary>
    private const int MostSocketBytes = 103;

    /// <summary>
    /// The user's runtime directories, the one to write to first. A service may have been started without what a shell has in its
    /// environment, so who searches looks into all of them.
    /// </summary>
    internal static IReadOnlyList<string> RuntimeDirectories(Func<string, string?> environment, string user)
    {
        if (environment(Variable) is { Length: > 0 } only) return [Path.GetFullPath(only)];
        var shared = Path.Combine(OperatingSystem.IsWindows() ? Path.GetTempPath() : "/tmp", $"actorstream-{user}");
        return environment("XDG_RUNTIME_DIR") is { Length: > 0 } own ? [Path.Combine(own, "actorstream"), shared] : [shared];
    }

    /// <summary>Those of this process.</summary>
    internal static IReadOnlyList<string> RuntimeDirectories() =>
        RuntimeDirectories(Environment.GetEnvironmentVariable, Environment.UserName);

    /// <summary>Where a job listens: in its directory, else, where that has too long a path or is none, in the runtime directory.</summary>
    /// <param name="jobDirectory">Full path of the job's directory; null: its checkpoints are in memory.</param>
    /// <param name="runtimeDirectory">Full path.</param>
    /// <param name="process">Id of its process.</param>
    /// <param name="number">Of the job within its process: names may be too long.</param>
    /// <returns>Null if even that path is too long.</returns>
    internal static string? SocketOf(string? jobDirectory, string runtimeDirectory, int process, int number)
    {
        if (jobDirectory is not null && InJob(jobDirectory) is var own && Fits(own)) return own;
        var shared = Path.Combine(runtimeDirectory, $"{process}-{number}.sock");
        return Fits(shared) ? shared : null;
    }

    /// <summary>Where a job listens whose directory has a short path.</summary>
    internal static string InJob(string jobDirectory) => Path.Combine(jobDirectory, SocketName);

    internal static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= MostSocketBytes;
}
