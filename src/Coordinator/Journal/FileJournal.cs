using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Coordinator;

/// <summary>
/// The journal in a directory of its own, which the caller holds the lock of. Every recovery and every failed sync goes on in a new
/// segment: the entries so far are copied (write, sync, rename, sync the directory) before anything is done that relies on them, because
/// what a page cache shows, or another process appended, may not be on the disk.
/// </summary>
internal sealed class FileJournal(IFileSystem files, string directory) : IJournal
{
    private const int MostSegmentBytes = 256 << 20;

    private List<JournalEntry>? _entries; // What is decided; null before the first recovery.
    private JournalEntry? _undecided; // An append whose outcome nobody knows.
    private IFileWriter? _segment; // This process's own segment, all of it durable; null: the next append makes a new one.
    private long _number; // The highest segment number that any file has had.
    private long _compactedThrough;

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return await ReadSegmentAsync(await NewestAsync()) is { } segment ? segment.Entries : [];
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> RecoverAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        await CloseSegmentAsync();
        _entries = null;
        await files.CreateDirectoryAsync(directory, CancellationToken.None);
        var newest = await NewestAsync();
        _number = Math.Max(_number, newest);
        if (await ReadSegmentAsync(newest) is { } segment)
        {
            _compactedThrough = segment.CompactedThrough;
            // A copy that fails is made anew, in another file: what failed to sync is lost, what it was copied from is not.
            await LostFile.WriteAnewAsync(() => BeginSegmentAsync([.. segment.Entries]));
        }

        _undecided = null;
        _entries ??= [];
        return [.. _entries];
    }

    public async ValueTask<AppendResult> AppendAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var entries = _entries ?? throw new InvariantViolatedException("The journal was not recovered before its first append.");
        if (!JournalEnd.Of(entries).Admits(entry)) return new(AppendOutcome.Fenced);
        if (_undecided is not null && _undecided != entry)
            throw new InvariantViolatedException($"Entry {entry} cannot be appended while the outcome of {_undecided} is unknown.");
        _undecided = entry;
        try
        {
            if (_segment is null)
            {
                await BeginSegmentAsync([.. entries, entry]);
            }
            else
            {
                await _segment.WriteAsync(JournalText.Line(entry), CancellationToken.None);
                await _segment.SyncAsync(CancellationToken.None);
                entries.Add(entry);
            }
        }
        catch (IOException error)
        {
            await CloseSegmentAsync();
            return new(AppendOutcome.Unknown, error);
        }

        _undecided = null;
        return new(AppendOutcome.Appended);
    }

    public async ValueTask CompactAsync(Func<JournalEntry, bool> isNeeded, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        // An undecided entry is in the segment that would be left behind.
        if (_undecided is not null || _entries is not { Count: > 0 } entries) return;
        var end = JournalEnd.Of(entries);
        var needed = entries.Where(entry => entry.Sequence == end.Sequence || isNeeded(entry)).ToList();
        var before = _compactedThrough;
        _compactedThrough = end.Sequence;
        try
        {
            await BeginSegmentAsync(needed);
        }
        catch (IOException)
        {
            // The new segment may have got its name: nothing may be appended to the old one any more.
            _compactedThrough = before;
            await CloseSegmentAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseSegmentAsync();

    /// <summary>Number of the newest segment, which is the journal; 0 if there is none.</summary>
    private async ValueTask<long> NewestAsync() => (await files.ListAsync(directory, CancellationToken.None))
        .Select(static entry => JournalSegment.NumberOf(entry.Name) ?? 0).DefaultIfEmpty().Max();

    private async ValueTask<JournalSegment?> ReadSegmentAsync(long number)
    {
        if (number == 0) return null;
        var path = PathOf(number);
        var segment = JournalSegment.Parse(path, await files.ReadAllAsync(path, MostSegmentBytes, CancellationToken.None));
        return segment.Number == number
            ? segment
            : throw new JournalCorruptException(path, 0, $"its header says that it is segment {segment.Number}");
    }

    /// <summary>Makes the entries durable in a new segment, which is this process's own from then on.</summary>
    private async ValueTask BeginSegmentAsync(List<JournalEntry> entries)
    {
        var segment = new JournalSegment(++_number, _compactedThrough, entries);
        var path = PathOf(segment.Number);
        var temporary = path + JournalSegment.TemporarySuffix;
        await files.DeleteAsync(temporary);
        var writer = await files.CreateAsync(temporary);
        try
        {
            await writer.WriteAsync(segment.ToBytes());
            await writer.SyncAsync();
            await files.RenameAsync(temporary, path);
            await files.SyncDirectoryAsync(directory);
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }

        await CloseSegmentAsync();
        (_segment, _entries) = (writer, entries);
        await DeleteOlderAsync();
    }

    /// <summary>
    /// Older segments and half-written ones are of no use. Leaving them does no harm, so failing to delete them does none.
    /// </summary>
    private async ValueTask DeleteOlderAsync()
    {
        try
        {
            foreach (var entry in await files.ListAsync(directory))
            {
                var isOlder = JournalSegment.NumberOf(entry.Name) < _number;
                if (isOlder || entry.Name.EndsWith(JournalSegment.TemporarySuffix, StringComparison.Ordinal))
                    await files.DeleteAsync(entry.Path);
            }
        }
        catch (IOException)
        {
        }
    }

    private async ValueTask CloseSegmentAsync()
    {
        if (_segment is not { } segment) return;
        _segment = null;
        await segment.DisposeAsync();
    }

    private string PathOf(long number) => Path.Combine(directory, JournalSegment.FileName(number));
}
