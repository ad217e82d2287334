using ActorStream.Backends.Files;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

public sealed class LocalFileSystemTests : FileSystemContract, IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorstream-files-");

    protected override IFileSystem Files { get; } = new LocalFileSystem();

    protected override string Root => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Full_disk_is_reported_as_such()
    {
        if (!File.Exists("/dev/full")) return;
        File.CreateSymbolicLink(At("full"), "/dev/full");
        await using var writer = new LocalFileWriter(
            new ActorStream.Backends.Files.Native.LinuxFiles(), File.OpenHandle(At("full"), FileMode.Open, FileAccess.Write), At("full"));

        var error = await Assert.ThrowsAsync<DiskFullException>(async () => await writer.WriteAsync(new byte[10]));
        Assert.Contains(At("full"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_of_a_look_says_what_was_looked_at()
    {
        const int longerThanAnyName = 1000;
        var path = At(new string('x', longerThanAnyName));

        var error = await Assert.ThrowsAsync<IOException>(async () => await Files.StatAsync(path));
        Assert.StartsWith($"Could not look at '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sync_error_is_reported_and_never_tried_again()
    {
        if (!OperatingSystem.IsLinux()) return;
        // A pipe cannot be synced: fsync answers EINVAL, which .NET's own Flush(true) passes over.
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        await using var writer = new LocalFileWriter(new ActorStream.Backends.Files.Native.LinuxFiles(), pipe.SafePipeHandle, "pipe");

        await Assert.ThrowsAsync<IOException>(async () => await writer.SyncAsync());
        var second = await Assert.ThrowsAsync<IOException>(async () => await writer.SyncAsync());
        Assert.Contains("lost", second.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync(new byte[1]));
    }
}
