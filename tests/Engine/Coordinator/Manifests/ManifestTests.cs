using System.Text;
using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Manifests;

public sealed class ManifestTests
{
    private static readonly string Golden = Path.Combine(
        AppContext.BaseDirectory, "Coordinator", "Manifests", "Golden", "manifest.json");

    private static readonly CheckpointManifest Sample = new(
        new JobId(255),
        "graph-1",
        new CheckpointAttempt(7, 2),
        Term: 3,
        [
            new OperatorManifest("daily", 2,
            [
                new OperatorPart(
                    0,
                    [
                        new KeyedPart(
                            new HashRange(0, ulong.MaxValue / 2),
                            KeyedFormat.Layers,
                            [
                                new SnapshotFile("chk-6-e2/1.0-0.keyed", 4096, 0xabcdef01),
                                new SnapshotFile("chk-7-e2/gathered.keyed", 17, 0x00000002) { Offset = 40 },
                            ]),
                    ],
                    []),
                new OperatorPart(
                    1, [], [new OperatorStateList("watermark", StateDistribution.Union, [new byte[] { 1, 2, 3 }, Array.Empty<byte>()])]),
            ]),
            new OperatorManifest("out", 1,
            [
                new OperatorPart(0, [],
                [
                    new OperatorStateList("pending", StateDistribution.Committables, [new byte[] { 0xff }]),
                    new OperatorStateList("positions", StateDistribution.Enumerator, []),
                    new OperatorStateList("rest", StateDistribution.Split, []),
                ]),
            ]),
            new OperatorManifest("rules", 2,
            [
                new OperatorPart(
                    0, [], [new OperatorStateList("rules", StateDistribution.Broadcast, [new byte[] { 5 }])
                        { Schema = new byte[] { 1, 2 } }]),
            ]),
        ],
        [new EnumeratorSnapshot(
            "flights", [new SplitState("file.csv:0", new byte[] { 9 }, long.MinValue)], ["file.csv:0", "file.csv:1"], true)]);

    private readonly SimulatedDisk _disk = new(seed: 1);
    private readonly SimulatedFileSystem _files;
    private readonly ManifestStore _store;

    public ManifestTests()
    {
        _files = _disk.Mount("test");
        _store = new ManifestStore(new CheckpointStorage(_files, "/job"));
    }

    [Fact]
    public void Format_on_disk_is_the_golden_one() =>
        GoldenFile.Check("manifest.json", Encoding.UTF8.GetString(ManifestText.ToBytes(Sample)) + "\n");

    [Fact]
    public void Golden_file_is_read_back()
    {
        var manifest = ManifestText.Parse(File.ReadAllBytes(Golden));

        Assert.Equal(ManifestText.ToBytes(Sample), ManifestText.ToBytes(manifest));
        Assert.Equal(
            ["chk-6-e2/1.0-0.keyed", "chk-7-e2/gathered.keyed", "chk-7-e2/manifest.json", "chk-7-e2/decided"], manifest.Files);
    }

    [Fact]
    public async Task Written_manifest_survives_a_power_loss_as_soon_as_it_is_answered()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var completed = await new ManifestStore(new CheckpointStorage(disk.Mount("a"), "/job")).WriteAsync(
                GatheredFiles.Of(Sample), stop: false, default);
            disk.LosePower();

            var read = await new ManifestStore(new CheckpointStorage(disk.Mount("b"), "/job")).ReadAsync(completed, Sample.Job, default);

            Assert.Equal(ManifestText.ToBytes(Sample), ManifestText.ToBytes(read));
        }
    }

    [Fact]
    public async Task Changed_truncated_or_missing_manifest_stops_with_a_clear_error()
    {
        var completed = await _store.WriteAsync(GatheredFiles.Of(Sample), stop: false, default);
        var whole = ManifestText.ToBytes(Sample);
        var flipped = whole.ToArray();
        flipped[100] ^= 1;

        foreach (var bytes in (byte[]?[])[flipped, whole[..^1], [.. whole, (byte)' '], null])
        {
            await _files.DeleteAsync("/job/chk-7-e2/manifest.json");
            if (bytes is not null) await _files.ReplaceAsync("/job/chk-7-e2/manifest.json", bytes);
            var error = await Assert.ThrowsAsync<CheckpointUnreadableException>(
                async () => await _store.ReadAsync(completed, Sample.Job, default));
            Assert.Contains("chk-7-e2/manifest.json", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Manifest_of_another_job_or_attempt_is_refused()
    {
        var completed = await _store.WriteAsync(GatheredFiles.Of(Sample), stop: false, default);

        await Assert.ThrowsAsync<CheckpointUnreadableException>(async () => await _store.ReadAsync(completed, new JobId(1), default));
        await Assert.ThrowsAsync<CheckpointUnreadableException>(
            async () => await _store.ReadAsync(completed with { Epoch = 3 }, Sample.Job, default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("{\"manifest\":2}")]
    public void Text_that_is_no_manifest_is_a_format_error(string text) =>
        Assert.Throws<FormatException>(() => ManifestText.Parse(Encoding.UTF8.GetBytes(text)));
}
