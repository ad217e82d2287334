using ActorStream.Backends.Files.Simulated;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

public sealed class SimulatedFileSystemTests : FileSystemContract
{
    private readonly SimulatedDisk _disk = new(seed: 1);
    private readonly SimulatedFileSystem _files;

    public SimulatedFileSystemTests()
    {
        _files = _disk.Mount("a");
        _files.CreateDirectoryAsync(Root).AsTask().Wait();
    }

    protected override IFileSystem Files => _files;

    protected override string Root => "/root/dir";

    [Fact]
    public async Task Dead_process_loses_its_lock_and_changes_nothing_more()
    {
        await _files.LockAsync(Root, "one");
        await using var writer = await Files.CreateAsync(At("a"));
        await writer.WriteAsync(new byte[3]);

        _files.Kill();

        await Assert.ThrowsAsync<IOException>(async () => await writer.WriteAsync(new byte[3]));
        var other = _disk.Mount("b");
        Assert.Equal(3, (await other.StatAsync(At("a")))!.Value.Length);
        await using var taken = await other.LockAsync(Root, "two");
    }

    [Fact]
    public async Task Process_that_dies_while_a_call_waits_does_not_make_it()
    {
        var gate = new TaskCompletionSource();
        _disk.BeforeCall = call => call.Operation == DiskOperation.Create ? new ValueTask(gate.Task) : default;
        var create = _files.CreateAsync(At("a"));

        _files.Kill();
        gate.SetResult();

        await Assert.ThrowsAsync<IOException>(async () => await create);
        Assert.Null(await _disk.Mount("b").StatAsync(At("a")));
    }

    [Fact]
    public async Task Full_disk_keeps_what_fits()
    {
        _disk.CapacityBytes = 10;
        await using var writer = await Files.CreateAsync(At("a"));

        await Assert.ThrowsAsync<DiskFullException>(async () => await writer.WriteAsync(new byte[11]));

        Assert.Equal(10, (await ReadAsync(At("a"))).Length);
    }
}
