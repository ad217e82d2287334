using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>strace as the hand that makes system calls fail.</summary>
static class Strace
{
    /// <summary>The seccomp filter stops the program at these calls only; without it, tracing would slow down all of them.</summary>
    public static string[] FailingFsyncs(string traceFile) =>
    [
        "strace", "-f", "--seccomp-bpf", "-o", traceFile, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=5+7",
    ];

    /// <summary>Null where strace can do it here.</summary>
    public static string? WhyNot()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("strace", ["-f", "--seccomp-bpf", "-o", "/dev/null", "true"])
            {
                RedirectStandardError = true,
            })!;
            var error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"strace does not work here: {error.Trim()}";
        }
        catch (Win32Exception)
        {
            return "strace is not installed";
        }
    }
}

/// <summary>A test that needs strace; skipped, with the reason, where it is missing or ptrace is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute() => Skip = Strace.WhyNot();
}
