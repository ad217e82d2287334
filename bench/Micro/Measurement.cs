using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ActorStream.Bench.Micro;

/// <summary>How all of them are measured: in this process, which needs no build of its own, with what is allocated.</summary>
internal static class Measurement
{
    /// <param name="isQuick">Few and short iterations: the order of magnitude of everything.</param>
    internal static IConfig Config(bool isQuick)
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance);
        return ManualConfig.CreateEmpty()
            .AddJob(isQuick
                ? job.WithId("quick").WithWarmupCount(2).WithIterationCount(4).WithIterationTime(TimeInterval.FromMilliseconds(60))
                : job.WithId("full").WithWarmupCount(5).WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(250)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(ConsoleLogger.Default)
            .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"))
            .HideColumns("Job", "Toolchain", "Error", "Median", "Gen0", "Gen1", "Gen2", "InvocationCount", "UnrollFactor")
            .WithOptions(ConfigOptions.DisableLogFile);
    }
}
