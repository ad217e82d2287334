using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>
/// System calls that fail: of each thread the first one given and then every so many. Written as <c>pwrite64 EIO 3+7</c>.
/// </summary>
/// <param name="Calls">Their names, with a comma between them.</param>
/// <param name="Error">Name of the error number.</param>
/// <param name="When">Which of each thread, as strace has it: <c>3+7</c>, or <c>3+</c> for all from the third on.</param>
/// <param name="Paths">Only calls on these; none: all.</param>
sealed record FailingCalls(string Calls, string Error, string When, params string[] Paths)
{
    /// <summary>What a program says of the error.</summary>
    public string ErrorText => Error switch
    {
        "EIO" => "Input/output error",
        "ENOSPC" => "No space left on device",
        "ENOLCK" => "No locks available",
        _ => throw new InvalidOperationException($"{Error} has no text here."),
    };

    /// <summary>
    /// The tool below which they fail. The seccomp filter stops the program at these calls only; without it, tracing would slow down all of
    /// them.
    /// </summary>
    public string[] Tool(string traceFile) =>
    [
        "strace", "-f", "--seccomp-bpf", "-o", traceFile, .. Paths.SelectMany(path => (string[])["-P", path]), "-e", $"trace={Calls}", "-e",
        $"inject={Calls}:error={Error}:when={When}",
    ];

    public override string ToString() => $"{Calls} {Error} {When}";
}

/// <summary>strace as the hand that makes system calls fail.</summary>
static class Strace
{
    public static int Injected(string traceFile) =>
        File.ReadLines(traceFile).Count(line => line.Contains("INJECTED", StringComparison.Ordinal));

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

/// <summary>Likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class StraceTheoryAttribute : TheoryAttribute
{
    public StraceTheoryAttribute() => Skip = Strace.WhyNot();
}
