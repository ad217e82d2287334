using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>
/// A disk of a few megabytes: a tmpfs in a mount namespace of its own, which needs no rights beyond the user's and is gone with the process
/// that holds it. What is on it is read and written through that process's root.
/// </summary>
sealed class SmallDisk : IDisposable
{
    const int BlockBytes = 4096;

    readonly Process _holder;
    readonly string _path;

    SmallDisk(Process holder, string path) => (_holder, _path) = (holder, path);

    /// <summary>Where this process finds the disk.</summary>
    public string Path => $"/proc/{_holder.Id}/root{_path}";

    /// <summary>The tool below which a program finds it at the path that it was made for.</summary>
    public string[] Below => ["nsenter", "--preserve-credentials", "-U", "-m", "-t", $"{_holder.Id}"];

    string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Makes a disk at a directory that exists.</summary>
    public static SmallDisk At(string path, int megabytes)
    {
        var holder = Process.Start(new ProcessStartInfo(
            "unshare", ["-r", "-m", "sh", "-c", $"mount -t tmpfs -o size={megabytes}m tmpfs '{path}' && echo mounted && read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (holder.StandardOutput.ReadLine() == "mounted")
            return new SmallDisk(holder, path);
        var error = holder.StandardError.ReadToEnd();
        holder.Dispose();
        throw new InvalidOperationException(error.Trim());
    }

    /// <summary>Leaves no block free.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                filler.Write(new byte[BlockBytes]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Filler);

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    /// <summary>Null where such a disk can be made here.</summary>
    public static string? WhyNot()
    {
        var directory = Directory.CreateTempSubdirectory("actorstream-e2e-probe-");
        try
        {
            using var disk = At(directory.FullName, 1);
            var start = new ProcessStartInfo(disk.Below[0], [.. disk.Below[1..], "true"]) { RedirectStandardError = true };
            using var probe = Process.Start(start)!;
            var error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"a mount namespace cannot be entered here: {error.Trim()}";
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            return $"no tmpfs can be mounted here: {error.Message}";
        }
        finally
        {
            directory.Delete();
        }
    }
}

/// <summary>A test that needs a small disk; skipped, with the reason, where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.WhyNot();
}
