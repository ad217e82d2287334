using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Savepoints;

/// <summary>A simulated job in three processes of which savepoints are asked, and that is started again from them.</summary>
internal sealed class SavepointRun
{
    internal SavepointRun(ulong seed, Action<JobBuilder> declare, int parallelism, ActorStreamSettings? settings = null)
    {
        Job = new SimulatedJob(
            seed, declare, parallelism, new SimulatedJobOptions { Settings = settings ?? SimulatedJobOptions.ShortTimes });
        Start();
    }

    internal SimulatedJob Job { get; }

    internal IFileSystem Disk => Job.Disk.Mount("user");

    /// <summary>Looks at the disk on the test's own thread, which is the simulation's: without steps, as nobody else does it.</summary>
    internal T Look<T>(Func<IFileSystem, ValueTask<T>> look)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return look(Disk).AsTask().Result;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    internal IReadOnlyList<StoredCheckpointInfo> Checkpoints(string directory) =>
        Look(disk => JobFiles.CheckpointsAsync(disk, directory, default));

    internal IEnumerable<string> Unreached(string directory) =>
        Look(disk => JobFiles.UnreachedAsync(disk, directory, default)).Select(static file => file.Path);

    internal void Create(string directory) => Disk.CreateDirectoryAsync(directory).AsTask().Wait();

    internal void Delete(string directory) => _ = Disk.DeleteDirectoryAsync(directory).AsTask().Result;

    internal byte[] Read(string path) => Disk.ReadAllAsync(path, 1 << 24, default).AsTask().Result;

    internal void Rename(string from, string to) => Disk.RenameAsync(from, to).AsTask().Wait();

    internal SavepointRun RunFor(int milliseconds)
    {
        Job.Host.RunFor(TimeSpan.FromMilliseconds(milliseconds));
        return this;
    }

    internal object Ask(string directory, SavepointMode mode)
    {
        object? answer = null;
        Job.Ask(new TriggerSavepoint(directory, mode), said => answer = said);
        Job.Host.RunUntil(() => answer is not null || Job.RootFailures.Count > 0);
        Assert.Empty(Job.RootFailures);
        return answer!;
    }

    internal SavepointTaken Take(string directory, SavepointMode mode = SavepointMode.Take) =>
        Assert.IsType<SavepointTaken>(Ask(directory, mode));

    internal string Refused(string directory, SavepointMode mode = SavepointMode.Take) =>
        Assert.IsType<RequestRefused>(Ask(directory, mode)).Why;

    internal SavepointTaken Stop(string directory, SavepointMode mode = SavepointMode.Stop)
    {
        var taken = Take(directory, mode);
        Job.RunToEnd();
        Assert.Equal(JobEnd.Stopped, Job.End!.How);
        return taken;
    }

    /// <summary>Moves a directory, as its owner does.</summary>
    internal string Move(string from, string to)
    {
        foreach (var path in Job.Files(from))
        {
            var target = to + path[from.Length..];
            Create(Path.GetDirectoryName(target)!);
            Rename(path, target);
        }

        Delete(from);
        return to;
    }

    /// <summary>Starts a job from something, when the one before has ended.</summary>
    internal SavepointRun From(
        string directory, int parallelism, ClaimMode claim = ClaimMode.NoClaim, Action<JobBuilder>? declare = null, params string[] drop)
    {
        foreach (var process in Job.Running.ToList()) Job.Crash(process);
        if (declare is null) Job.Rescale(parallelism);
        else Job.Replace(declare, parallelism);
        Job.From = new RestoreSource(directory, claim, drop);
        Start();
        return this;
    }

    /// <summary>Every process starts again, as it was started.</summary>
    internal void Restart() => Start();

    internal void Finish()
    {
        Job.RunToEnd();
        Assert.Empty(Job.RootFailures);
        Assert.True(Job.End is { How: JobEnd.Finished }, $"{Job.End}");
    }

    private void Start()
    {
        Job.Start("control", ProcessRole.Coordinates);
        Job.Start("worker-1", ProcessRole.Works);
        Job.Start("worker-2", ProcessRole.Works);
    }
}
