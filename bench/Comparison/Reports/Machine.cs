using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorStream.Bench.Comparison;

/// <summary>What it ran on.</summary>
internal static class Machine
{
    internal static string Text
    {
        get
        {
            var memory = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)).ToString("F0", CultureInfo.InvariantCulture);
            var hardware = $"{Processor()}, {Environment.ProcessorCount} cores, {memory} GiB";
            return $"{hardware}; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}";
        }
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        var lines = File.Exists(Info) ? File.ReadLines(Info) : [];
        var line = lines.FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
