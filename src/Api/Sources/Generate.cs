namespace ActorStream;

/// <summary>Sources that make their records: for trying things out, for tests and for benchmarks.</summary>
/// <remarks>
/// Records are numbered from 0 on. Split s of n has the numbers s, s + n, s + 2n and so on, all splits are read at the same time, and a
/// position is the next number: so time, where it grows with the number, advances evenly, at any parallelism up to the number of splits,
/// and a restart goes on with exactly the records that are missing. The number of splits may not change over the life of a job.
/// </remarks>
public static class Generate
{
    /// <summary>Splits unless said otherwise.</summary>
    internal const int DefaultSplits = 8;

    /// <summary>The numbers from 0 up to, without, <paramref name="count"/>. Bounded.</summary>
    public static ISource<long, GeneratedSplit> Numbers(long count, int splits = DefaultSplits) =>
        Records(static number => number, count, splits);

    /// <summary>So many records. Bounded.</summary>
    /// <param name="record">Makes the record of a number: the same one each time, from any thread. Must not block.</param>
    /// <param name="count">How many, at least 0.</param>
    /// <param name="splits">How many subtasks can share the work. 1 to 1,024.</param>
    public static ISource<T, GeneratedSplit> Records<T>(Func<long, T> record, long count, int splits = DefaultSplits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Source(record, count, splits);
    }

    /// <summary>Records without end: give <c>From</c> a rate.</summary>
    /// <inheritdoc cref="Records{T}"/>
    public static ISource<T, GeneratedSplit> Endless<T>(Func<long, T> record, int splits = DefaultSplits) => Source(record, null, splits);

    /// <summary>The items of a list, in one split. Bounded. The list must not change any more.</summary>
    public static ISource<T, GeneratedSplit> Items<T>(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Source(number => items[(int)number], items.Count, 1);
    }

    private static GeneratedSource<T> Source<T>(Func<long, T> record, long? count, int splits)
    {
        const int most = 1024;
        ArgumentNullException.ThrowIfNull(record);
        ArgumentOutOfRangeException.ThrowIfLessThan(splits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(splits, most);
        return new GeneratedSource<T>(record, count, splits);
    }
}

/// <summary>Every n-th number from one on.</summary>
/// <param name="Number">Which split, from 0 on.</param>
/// <param name="Next">The number of the next record.</param>
/// <param name="Step">How many splits there are.</param>
public sealed record GeneratedSplit(int Number, long Next, int Step) : ISourceSplit
{
    /// <inheritdoc/>
    public string Id => $"{Number}";
}
