using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Tests.Fuzz.Targets;

/// <summary>What a manifest holds of sources and sinks: splits and committables.</summary>
internal static class OperatorListCases
{
    public static IReadOnlyList<FuzzCase> All { get; } =
    [
        new("split", SplitFormat.Write(new SplitState("file.csv:0", new byte[] { 1, 2, 3 }, 5))
            .ToArray(), static bytes => SplitFormat.Read(bytes))
        {
            Expects = IsTyped,
        },
        new("split of a type", SplitFormat<Split>.ToState(new Split("a", 7, ["x"]), 5).Data.ToArray(), static bytes =>
            SplitFormat<Split>.Read(new SplitState("a", bytes, 5)))
        {
            Expects = IsTyped,
        },
        new("committable",
            CommittableFormat.Write(new Committable(new SinkTransactionId(new JobId(255), "out", 1, 2, 3), 4, new byte[] { 9 })).ToArray(),
            static bytes => CommittableFormat.Read(bytes))
        {
            Expects = IsTyped,
        },
    ];

    private static bool IsTyped(Exception error) => error is MalformedRecordException or StateRestoreException;

    private sealed record Split(string Id, long Offset, List<string> Columns) : ISourceSplit;
}
