namespace ActorStream;

/// <summary>What becomes of records that come too late for an interval join: behind the watermark, when what they might be joined with may
/// be gone.</summary>
/// <typeparam name="TLeft">Records of the first stream.</typeparam>
/// <typeparam name="TRight">Records of the second stream.</typeparam>
public sealed record IntervalJoinOptions<TLeft, TRight>
{
    /// <summary>Gets late records of the first stream. Default null: they are dropped.</summary>
    public SideOutput<TLeft>? LateLeft { get; init; }

    /// <summary>Gets late records of the second stream. Default null: they are dropped.</summary>
    public SideOutput<TRight>? LateRight { get; init; }
}
