using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Operators;

/// <summary>What manifests hold of sources and sinks, byte by byte.</summary>
public sealed class OperatorListGoldenTests
{
    private static readonly SplitState Split = SplitFormat<FileSplit>.ToState(new FileSplit("file.csv:0", 4096), 5);

    private static readonly Committable Committable = new(new SinkTransactionId(new JobId(255), "out", 1, 2, 3), 4, new byte[] { 9 });

    [Fact]
    public void Splits_and_committables_are_written_as_they_always_were_and_read_again()
    {
        var golden = GoldenFile.Check(
            "operator-lists.txt",
            $"{Convert.ToHexStringLower(SplitFormat.Write(Split).Span)}\n{Convert.ToHexStringLower(CommittableFormat.Write(Committable).Span)}\n").Split('\n');

        var split = SplitFormat.Read(Convert.FromHexString(golden[0]));
        Assert.Equal((Split.Id, Split.Watermark), (split.Id, split.Watermark));
        Assert.Equal(new FileSplit("file.csv:0", 4096), SplitFormat<FileSplit>.Read(split));
        var committable = CommittableFormat.Read(Convert.FromHexString(golden[1]));
        Assert.Equal((Committable.Transaction, Committable.Checkpoint), (committable.Transaction, committable.Checkpoint));
        Assert.Equal(Committable.Data.ToArray(), committable.Data.ToArray());
    }

    private sealed record FileSplit(string Id, long Offset) : ISourceSplit;
}
