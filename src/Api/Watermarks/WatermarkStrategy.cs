namespace ActorStream;

/// <summary>
/// How event time goes on with the records of a stream: given to
/// <see cref="DataStream{T}.WithWatermarks(Func{T, DateTimeOffset}, Func{WatermarkStrategy{T}, WatermarkStrategy{T}})"/>, which hands one
/// to begin with. Immutable: each call answers a changed one.
/// </summary>
/// <remarks>
/// Followed for each split of a source by itself where no exchange lies between, else for each subtask. A watermark never goes back, also
/// after a restore.
/// </remarks>
/// <typeparam name="T">The records.</typeparam>
/// <example>
/// <code>
/// events.WithWatermarks(e =&gt; e.Time, w =&gt; w.OutOfOrderBy(TimeSpan.FromSeconds(5)).WithIdleness(TimeSpan.FromMinutes(1)))
/// </code>
/// </example>
public sealed record WatermarkStrategy<T>
{
    internal WatermarkStrategy()
    {
    }

    /// <summary>Distance to the latest time seen, where there is no <see cref="NewGenerator"/>.</summary>
    internal TimeSpan Distance { get; private init; }

    /// <summary>Makes what a split's watermark comes from; null: it follows the latest time.</summary>
    internal Func<WatermarkGenerator<T>>? NewGenerator { get; private init; }

    /// <summary>Silence after which a split is idle; null: never.</summary>
    internal TimeSpan? Idleness { get; private init; }

    /// <summary>How far a split may be ahead of the slowest; null: as far as it likes.</summary>
    internal TimeSpan? MaxDrift { get; private init; }

    /// <summary>Whose splits wait for each other; null: those of the source.</summary>
    internal string? AlignmentGroup { get; private init; }

    /// <summary>The watermark is the latest time seen: records of a split come in order of time. What there is to begin with.</summary>
    public WatermarkStrategy<T> Ascending() => OutOfOrderBy(TimeSpan.Zero);

    /// <summary>The watermark follows the latest time seen at a distance.</summary>
    /// <param name="distance">How far a record may lie behind the latest before it; records further behind may be late. At least
    /// zero.</param>
    public WatermarkStrategy<T> OutOfOrderBy(TimeSpan distance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, TimeSpan.Zero);
        return this with { Distance = distance, NewGenerator = null };
    }

    /// <summary>The watermark comes from markers in the data: records that say how far event time is.</summary>
    /// <param name="watermark">The watermark that a record brings: no record earlier than it follows in its split. Null: it brings
    /// none.</param>
    public WatermarkStrategy<T> MarkedBy(Func<T, DateTimeOffset?> watermark)
    {
        ArgumentNullException.ThrowIfNull(watermark);
        return GeneratedBy(() => new MarkerWatermarks<T>(watermark));
    }

    /// <summary>The watermark comes from a generator of one's own.</summary>
    /// <param name="generator">Makes one: per split, anew for each epoch.</param>
    public WatermarkStrategy<T> GeneratedBy(Func<WatermarkGenerator<T>> generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return this with { NewGenerator = generator };
    }

    /// <summary>
    /// A split without records for a while does not hold event time back any more, until its next record. What it brings then may be late.
    /// </summary>
    /// <remarks>A subtask of an unbounded source that has no split is idle as well after this time. Where all are idle, event time stands
    /// still where the furthest of them is.</remarks>
    /// <param name="silence">By the wall clock, above zero; a split is idle at the latest half as long again after it. Off by default: each
    /// split counts until it ends.</param>
    public WatermarkStrategy<T> WithIdleness(TimeSpan silence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(silence, TimeSpan.Zero);
        return this with { Idleness = silence };
    }

    /// <summary>
    /// Splits wait for the slowest: one that is further ahead is not read from. This bounds what windows and joins must keep of the fast
    /// ones.
    /// </summary>
    /// <remarks>
    /// Among all splits of the source, or of the group's sources, that are being read and not idle; those of other subtasks are heard of
    /// every <c>sources.alignment-interval</c>. A batch that was begun is handled to its end, so the bound is exceeded by up to a batch.
    /// Without effect behind an exchange.
    /// </remarks>
    /// <param name="maxDrift">How far a split's watermark may be ahead of the slowest split's; at least zero. Off by default.</param>
    /// <param name="group">Names several sources of the job that wait for each other, each by its own bound, as those of a join: all that
    /// give the same name. Null: the source is by itself.</param>
    public WatermarkStrategy<T> WithAlignment(TimeSpan maxDrift, string? group = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDrift, TimeSpan.Zero);
        if (group is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(group);
        }

        return this with { MaxDrift = maxDrift, AlignmentGroup = group };
    }
}
