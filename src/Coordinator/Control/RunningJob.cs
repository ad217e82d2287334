using System.Globalization;

namespace ActorStream.Coordinator;

/// <summary>A job that runs on this machine, as the registry of its user has it.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Process">Id of its process.</param>
/// <param name="Directory">Full path of the job's own directory; or <c>memory</c>.</param>
/// <param name="Socket">Full path of its control endpoint.</param>
/// <param name="StartedAt">When the process started it.</param>
internal sealed record RunningJob(string Job, int Process, string Directory, string Socket, DateTimeOffset StartedAt)
{
    /// <summary>
    /// Name of its entry. Never the same twice: who removes one that was left must not hit the next one of the same process.
    /// </summary>
    internal string FileName =>
        string.Create(CultureInfo.InvariantCulture, $"{Process}-{StartedAt.UtcTicks:x}-{Job}{ControlPaths.EntrySuffix}");
}
