using System.Runtime.CompilerServices;

namespace ActorStream.Connectors.Files.Csv;

internal sealed class CsvSplitReader<T, TOut>(CsvRows<T> rows, Func<FileRow<T>, TOut> give) : ISplitReader<TOut, FileSplit>
{
    public FileSplit Position => rows.Position;

    public async ValueTask<bool> FetchAsync(FetchBuffer<TOut> into, CancellationToken cancellation)
    {
        while (true)
        {
            var moved = TakeAtHand(into, cancellation);
            if (into.Free == 0)
            {
                return true;
            }

            if (!await moved)
            {
                return false;
            }

            into.Add(give(rows.Current));
        }
    }

    /// <summary>
    /// Takes rows while there is room and they are at hand; answers the move to the first that is not. What runs for each row is compiled for
    /// speed at once: a file of some million rows is read before the runtime has found out that it is worth it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ValueTask<bool> TakeAtHand(FetchBuffer<TOut> into, CancellationToken cancellation)
    {
        while (into.Free > 0)
        {
            var moved = rows.MoveNextAsync(cancellation);
            if (!moved.IsCompletedSuccessfully)
            {
                return moved;
            }

            if (!moved.Result)
            {
                return new(false);
            }

            into.Add(give(rows.Current));
        }

        return new(true);
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
