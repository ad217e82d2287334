namespace ActorStream.Connectors.Files.Csv;

internal sealed class CsvSplitReader<T, TOut>(CsvRows<T> rows, Func<FileRow<T>, TOut> give) : ISplitReader<TOut, FileSplit>
{
    public FileSplit Position => rows.Position;

    public async ValueTask<bool> FetchAsync(FetchBuffer<TOut> into, CancellationToken cancellation)
    {
        while (into.Free > 0)
        {
            if (!await rows.MoveNextAsync(cancellation))
            {
                return false;
            }

            into.Add(give(rows.Current));
        }

        return true;
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
