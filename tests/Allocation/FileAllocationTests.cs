using Xunit;

namespace ActorStream.Tests.Allocation;

/// <summary>
/// What a record costs that comes out of a file or goes into one. Numbers alone: a string in a record is an object of its own.
/// </summary>
public sealed class FileAllocationTests : IDisposable
{
    private const int Rows = 2_000_000;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("actorstream-allocation-files-");

    [Fact]
    public async Task Rows_of_a_file_allocate_next_to_nothing()
    {
        var path = Path.Combine(_directory.FullName, "in.csv");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, Rows).Select(i => $"{i},{i % 100},{i * 7L}").Prepend("Key,Value,Ticks"));
        var rows = new RowCount(Rows / 2, Rows);
        var bytes = await MeasuredJob.RunAsync(
            job => job.From(CsvFile.Read<Event>(path, new CsvReadOptions<Event> { SplitBytes = 1L << 30 }), "rows")
                .ForEach(rows.Count), rows.BytesPerRecord, 1, null);
        Assert.InRange(bytes, 0, 1);
    }

    [Fact]
    public async Task Rows_into_a_file_allocate_next_to_nothing() => Assert.InRange(
        await MeasuredJob.BytesPerRecordAsync(
            events => events.To(CsvFile.ExactlyOnce<Event>(Path.Combine(_directory.FullName, "out")), "out"), records: 1_000_000),
        0, 1);

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Counts rows where they arrive: a source of files cannot say how far it is.</summary>
    private sealed class RowCount(long from, long to)
    {
        private readonly TaskCompletionSource<double> _bytes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _allocated;
        private long _count;

        internal Task<double> BytesPerRecord => _bytes.Task;

        internal void Count(Event row)
        {
            if (++_count == from)
            {
                _allocated = GC.GetTotalAllocatedBytes(precise: true);
            }
            else if (_count == to)
            {
                _bytes.SetResult((GC.GetTotalAllocatedBytes(precise: true) - _allocated) / (double)(to - from));
            }
        }
    }
}
