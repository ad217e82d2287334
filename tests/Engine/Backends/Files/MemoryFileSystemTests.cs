using ActorStream.Backends.Files.Memory;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Files;

public sealed class MemoryFileSystemTests : FileSystemContract
{
    private const int Limit = 4 << 20;

    private readonly MemoryFileSystem _files = new(Limit);

    public MemoryFileSystemTests() => _files.CreateDirectoryAsync(Root).AsTask().Wait();

    protected override IFileSystem Files => _files;

    protected override string Root => "/memory/job";

    [Fact]
    public async Task More_than_the_limit_is_refused_until_something_is_deleted()
    {
        await WriteAsync(At("a"), new string('x', Limit - 10));
        var error = await Assert.ThrowsAsync<DiskFullException>(() => WriteAsync(At("b"), new string('x', 11)));
        Assert.Contains("checkpoint.memory-limit", error.Message, StringComparison.Ordinal);
        Assert.Contains($"take {Limit - 10} of the {Limit} bytes", error.Message, StringComparison.Ordinal);

        await Files.DeleteAsync(At("a"));
        await WriteAsync(At("c"), new string('x', Limit));
        await Files.DeleteDirectoryAsync(Root);
        await Files.CreateDirectoryAsync(Root);
        await WriteAsync(At("d"), new string('x', Limit));
    }
}
