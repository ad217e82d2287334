using System.Text;
using ActorStream.Backends.Files;
using ActorStream.Backends.Files.Simulated;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Journal;

public sealed class FileJournalTests : JournalContract
{
    private readonly SimulatedDisk _disk = new(seed: 1);

    internal override IJournal Open() => new FileJournal(_disk.Mount("coordinator"), "/job/journal");

    // What a failed sync leaves is in the page cache, where the next recovery finds it.
    internal override void MakeAppendsUnknown(bool durable)
    {
        var failing = durable ? DiskOperation.Sync : DiskOperation.Write;
        _disk.Fault = call => call.Operation == failing ? new IOException($"injected into {failing} of '{call.Path}'") : null;
    }

    internal override void MakeAppendsSucceed() => _disk.Fault = static _ => null;

    [Fact]
    public async Task Each_opening_goes_on_in_a_segment_of_its_own_and_leaves_one_file()
    {
        await AppendAsync(await OpenedAsync(), Script[..3]);
        await AppendAsync(await OpenedAsync(), Script[3]);

        var entry = Assert.Single(await _disk.Mount("look").ListAsync("/job/journal"));
        Assert.Equal("segment-00000002.journal", entry.Name);
    }

    [Fact]
    public async Task Failed_write_goes_on_in_a_new_segment()
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..3]);
        _disk.Fault = static call => call.Operation == DiskOperation.Write ? new DiskFullException("injected") : null;
        Assert.Equal(AppendOutcome.Unknown, (await journal.AppendAsync(Script[3])).Outcome);
        _disk.Fault = static _ => null;

        await AppendAsync(journal, Script[3..]);

        Assert.Equal(Script, await Open().RecoverAsync());
        Assert.Equal("segment-00000003.journal", Assert.Single(await _disk.Mount("look").ListAsync("/job/journal")).Name);
    }

    [Fact]
    public async Task Failed_recovery_tries_another_segment_before_it_gives_up()
    {
        await AppendAsync(await OpenedAsync(), Script[..3]);
        var failures = 2;
        _disk.Fault = call => call.Operation == DiskOperation.Sync && failures-- > 0 ? new IOException("injected") : null;
        Assert.Equal(Script[..3], await Open().RecoverAsync());

        failures = 3;
        await Assert.ThrowsAsync<IOException>(async () => await Open().RecoverAsync());
        Assert.Equal(Script[..3], await Open().RecoverAsync());
    }

    [Fact]
    public async Task Failed_compaction_leaves_the_journal_usable()
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..5]);
        _disk.Fault = static call => call.Operation == DiskOperation.SyncDirectory ? new IOException("injected") : null;
        await Assert.ThrowsAsync<IOException>(async () => await journal.CompactAsync(static _ => false));
        _disk.Fault = static _ => null;

        await AppendAsync(journal, Script[5..]);

        Assert.Equal(Script, await Open().RecoverAsync());
    }

    [Fact]
    public async Task Half_written_last_line_is_left_out()
    {
        await AppendAsync(await OpenedAsync(), Script[..4]);
        var whole = await ReadSegmentAsync();

        for (var cut = 2; cut < JournalText.Line(Script[3]).Length; cut++)
        {
            await WriteSegmentAsync(whole[..^cut]);
            Assert.Equal(Script[..3], await Open().RecoverAsync());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whole_entry_that_only_lacks_its_line_feed_counts(bool isZero)
    {
        await AppendAsync(await OpenedAsync(), Script[..4]);
        var whole = await ReadSegmentAsync();
        await WriteSegmentAsync(isZero ? [.. whole[..^1], 0] : whole[..^1]);

        Assert.Equal(Script[..4], await Open().RecoverAsync());
    }

    [Fact]
    public void Zeros_where_a_sector_was_never_written_are_left_out()
    {
        const int sector = 512;
        var entries = Enumerable.Range(1, Script.Length).First(count => Bytes(count).Length / sector > Bytes(count - 1).Length / sector);
        var (start, end) = (Bytes(entries - 1).Length, Bytes(entries).Length);
        var boundary = end / sector * sector;
        foreach (var (from, to) in ((int, int)[])[(start, boundary), (boundary, end), (start, end)])
        {
            var bytes = Bytes(entries);
            bytes.AsSpan()[from..to].Clear();
            Assert.Equal(Script[..(entries - 1)], JournalSegment.Parse("segment-1", bytes).Entries);
        }

        static byte[] Bytes(int count) => new JournalSegment(1, 0, Script[..count]).ToBytes();
    }

    /// <summary>
    /// Every value of every byte: a zero that no crash leaves there, a changed line feed, another digit for the same number.
    /// </summary>
    [Fact]
    public async Task Changed_byte_anywhere_is_an_error_that_names_file_and_offset()
    {
        await AppendAsync(await OpenedAsync(), Script[..4]);
        var whole = await ReadSegmentAsync();

        for (var at = 0; at < whole.Length; at++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                if (value == whole[at] || (value == 0 && at == whole.Length - 1)) continue;
                byte[] bytes = [.. whole[..at], (byte)value, .. whole[(at + 1)..]];
                var error = Assert.Throws<JournalCorruptException>(() => JournalSegment.Parse("segment-1", bytes));
                Assert.Equal("segment-1", error.File);
                Assert.InRange(error.Offset, 0, at);
                Assert.Contains($"byte {error.Offset}", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Missing_line_in_the_middle_is_an_error()
    {
        await AppendAsync(await OpenedAsync(), Script[..4]);
        var lines = Encoding.UTF8.GetString(await ReadSegmentAsync()).Split('\n');
        await WriteSegmentAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines[..2].Concat(lines[3..]))));

        await Assert.ThrowsAsync<JournalCorruptException>(async () => await Open().RecoverAsync());
    }

    [Fact]
    public async Task Segment_under_another_number_is_an_error()
    {
        await AppendAsync(await OpenedAsync(), Script[..4]);
        var files = _disk.Mount("meddler");
        await files.RenameAsync((await SegmentAsync()).Path, "/job/journal/segment-00000009.journal");

        await Assert.ThrowsAsync<JournalCorruptException>(async () => await Open().RecoverAsync());
    }

    [Fact]
    public async Task Power_loss_before_any_disk_call_keeps_what_was_acknowledged()
    {
        var crashes = 0;
        for (var seed = 0; seed < 20; seed++)
        {
            for (var call = 1; ; call++)
            {
                if (!await CrashesAtAsync(seed, call)) break;
                crashes++;
            }
        }

        Assert.True(crashes > 500, $"only {crashes} crashes");
    }

    /// <summary>Works through the script, loses power at the given disk call, and works on; false if the script ended before.</summary>
    private static async Task<bool> CrashesAtAsync(int seed, int crashCall)
    {
        var disk = new SimulatedDisk(seed);
        var calls = 0;
        disk.Fault = call => (seed % 4, call.Operation) is (1, DiskOperation.Sync) or (2, DiskOperation.SyncDirectory) && calls % 7 == 0
            ? new IOException("injected")
            : null;
        disk.BeforeCall = _ =>
        {
            if (++calls == crashCall) disk.LosePower();
            return default;
        };
        var acknowledged = 0;
        var tried = 0;
        var crashed = false;
        while (acknowledged < Script.Length)
        {
            try
            {
                var journal = new FileJournal(disk.Mount("coordinator"), "/job/journal");
                var recovered = await journal.RecoverAsync();
                Assert.InRange(recovered.Count, acknowledged, tried);
                Assert.Equal(Script[..recovered.Count], recovered);
                acknowledged = recovered.Count;
                while (acknowledged < Script.Length)
                {
                    tried = acknowledged + 1;
                    var outcome = (await journal.AppendAsync(Script[acknowledged])).Outcome;
                    Assert.NotEqual(AppendOutcome.Fenced, outcome);
                    if (outcome == AppendOutcome.Appended) acknowledged++;
                    if (calls >= crashCall && !crashed) throw new IOException("the process died");
                }
            }
            catch (IOException)
            {
                crashed |= calls >= crashCall;
            }
        }

        disk.BeforeCall = static _ => default;
        disk.Fault = static _ => null;
        Assert.Equal(Script, await new FileJournal(disk.Mount("coordinator"), "/job/journal").RecoverAsync());
        return crashed;
    }

    private async Task<FileEntry> SegmentAsync() => Assert.Single(
        await _disk.Mount("look").ListAsync("/job/journal"), static entry => JournalSegment.NumberOf(entry.Name) is not null);

    private async Task<byte[]> ReadSegmentAsync() => await _disk.Mount("look").ReadAllAsync((await SegmentAsync()).Path, 1 << 20);

    // These tests take the bytes of the first segment, and put them back under its name.
    private async Task WriteSegmentAsync(byte[] bytes)
    {
        var files = _disk.Mount("meddler");
        foreach (var entry in await files.ListAsync("/job/journal")) await files.DeleteAsync(entry.Path);
        await files.ReplaceAsync("/job/journal/segment-00000001.journal", bytes);
    }
}
