namespace ActorStream;

/// <summary>Joins of streams with the same keys.</summary>
public static class JoinStreams
{
    /// <summary>
    /// Joins each record with those of another stream that have its key and an event time not far from its own: payments within an hour of
    /// their order. Each pair comes out once, as soon as both are there.
    /// </summary>
    /// <remarks>
    /// <para><b>Time.</b> Event time; a pair has the later of both. Records behind the watermark are late: see
    /// <paramref name="options"/>.</para>
    /// <para><b>State.</b> A record is kept until the watermark says that no partner can come: with a bound of
    /// <see cref="TimeSpan.MaxValue"/> or <see cref="TimeSpan.MinValue"/>, which is none, for ever.</para>
    /// </remarks>
    /// <param name="left">The first stream.</param>
    /// <param name="right">The second stream, of the same job.</param>
    /// <param name="from">The second record is at least so much later than the first; negative: it may be earlier.</param>
    /// <param name="to">And at most so much; at least <paramref name="from"/>. Both bounds are included.</param>
    /// <param name="result">Makes a record of a pair.</param>
    /// <param name="uid">Names the operator for life.</param>
    /// <param name="options">What becomes of late records; null: they are dropped.</param>
    /// <example>
    /// <code>
    /// orders.KeyBy(o =&gt; o.Id).IntervalJoin(
    ///     payments.KeyBy(p =&gt; p.OrderId), from: TimeSpan.Zero, to: TimeSpan.FromHours(1), (order, payment) =&gt; new Paid(order,
    /// payment), uid: "paid")
    /// </code>
    /// </example>
    public static DataStream<TOut> IntervalJoin<TKey, TLeft, TRight, TOut>(
        this KeyedStream<TKey, TLeft> left,
        KeyedStream<TKey, TRight> right,
        TimeSpan from,
        TimeSpan to,
        Func<TLeft, TRight, TOut> result,
        OperatorUid uid,
        IntervalJoinOptions<TLeft, TRight>? options = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        var late = options ?? new IntervalJoinOptions<TLeft, TRight>();
        return left.Connect(right).Process(() => new IntervalJoinFunction<TKey, TLeft, TRight, TOut>(from, to, result, late), uid);
    }

    /// <summary>
    /// Joins records of two streams that have a key and a window in common: <c>orders.Join(payments).Window(...).Select(...)</c>, or
    /// <c>.CoGroup(...)</c>.
    /// </summary>
    /// <param name="left">The first stream.</param>
    /// <param name="right">The second stream, of the same job.</param>
    public static JoinedStream<TKey, TLeft, TRight> Join<TKey, TLeft, TRight>(
        this KeyedStream<TKey, TLeft> left, KeyedStream<TKey, TRight> right)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(left);
        return new JoinedStream<TKey, TLeft, TRight>(left.Connect(right));
    }
}
