using System.Text;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Journal;

public sealed class JournalTextTests
{
    private static readonly string Golden = Path.Combine(
        AppContext.BaseDirectory, "Coordinator", "Journal", "Golden", "segment-00000007.journal");

    [Fact]
    public void Format_on_disk_is_the_golden_one() => GoldenFile.Check(
        "segment-00000007.journal", Encoding.UTF8.GetString(new JournalSegment(7, 0, JournalContract.Script).ToBytes()));

    [Fact]
    public void Golden_file_is_read_back()
    {
        var segment = JournalSegment.Parse("golden", File.ReadAllBytes(Golden));

        Assert.Equal((7, 0), (segment.Number, segment.CompactedThrough));
        Assert.Equal(JournalContract.Script, segment.Entries);
    }

    [Fact]
    public void What_savepoints_add_to_records_is_read_back()
    {
        JournalRecord[] records =
        [
            new JobCreated(new JobId(2), "graph")
            {
                AfterEpoch = 1_000_000_000,
                Origin = new JobOrigin(
                    "/asked", [new JobId(1), new JobId(3)], "/root",
                    new CheckpointCompleted(7, 3, "chk-7-e3/manifest.json", 5, 6, Stop: false), IsCommitted: true,
                    ClaimMode.Claim),
            },
            new CheckpointCompleted(1, 1, "chk-1-e1/manifest.json", 1, 2, Stop: true) { Savepoint = "/sp" },
            new StopRequested(Drain: true),
            new Finished(Stopped: true) { Cancelled = true },
        ];
        foreach (var record in records)
        {
            var entry = new JournalEntry(1, 2, record);
            Assert.Equal(entry, JournalText.ParseEntry(JournalText.Line(entry).AsSpan()[..^1]));
        }
    }

    [Fact]
    public void Record_of_a_later_version_is_an_error_that_says_so()
    {
        var json = "{\"sequence\":1,\"term\":1,\"record\":\"teleported\"}";
        var line = Encoding.ASCII.GetBytes($"{Checksum.Of(Encoding.ASCII.GetBytes(json)):x8} {json}");

        var error = Assert.Throws<FormatException>(() => JournalText.ParseEntry(line));
        Assert.Contains("teleported", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"sequence\":1,\"term\":1}")]
    [InlineData("{\"sequence\":\"1\",\"term\":1,\"record\":\"term-started\"}")]
    [InlineData("{\"sequence\":1.5,\"term\":1,\"record\":\"term-started\"}")]
    [InlineData("{\"sequence\":1,\"term\":1,\"record\":7}")]
    [InlineData("{\"sequence\":1,\"term\":1,\"record\":\"finished\",\"stopped\":1}")]
    [InlineData("{\"sequence\":1,\"term\":1,\"record\":\"job-created\",\"job\":\"x\",\"graph\":\"g\"}")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Line_that_is_no_entry_is_a_format_error(string json)
    {
        var line = Encoding.ASCII.GetBytes($"{Checksum.Of(Encoding.ASCII.GetBytes(json)):x8} {json}");

        Assert.Throws<FormatException>(() => JournalText.ParseEntry(line));
    }

    [Fact]
    public void Checksum_is_the_published_one() => Assert.Equal(0xe3069283, Checksum.Of("123456789"u8));
}
