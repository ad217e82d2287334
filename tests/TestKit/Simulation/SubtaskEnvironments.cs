using ActorStream.Actors;
using ActorStream.Backends;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorStream.TestKit.Simulation;

/// <summary>What subtasks need of their process, for a process that is simulated.</summary>
internal static class SubtaskEnvironments
{
    internal static SubtaskEnvironment Of(
        JobPlan plan, IFileSystem files, ActorStreamSettings settings, IServiceProvider? services = null, ILoggerFactory? loggers = null) =>
            new()
    {
        JobName = plan.Graph.Name,
        Plan = plan,
        Settings = settings,
        Services = services ?? NoServices.Instance,
        Files = files,
        Storage = new CheckpointStorage(files, SimulatedJob.Directory),
        Buffers = new Buffers(settings.Buffers),
        StateMemory = new HeapMemory(long.MaxValue),
        Metrics = new JobMetrics(),
        Loggers = loggers ?? NullLoggerFactory.Instance,
    };
}
