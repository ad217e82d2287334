using System.Text.Json;
using ActorStream.TestKit.Simulation;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>Throws at some records, always at the same ones.</summary>
internal sealed class Reject(Watcher watcher, bool isMended) : ProcessFunction<Item, Item>
{
    internal const string DeadLetters = "/dead";

    private static readonly SideOutput<FailedRecord> Aside = new("rejected");

    internal static bool IsRejected(Item item) => (item.Ordinal + item.Key) % 5 == 0;

    internal static DataStream<Item> Add(DataStream<Item> stream, PlainStep step, Watcher watcher)
    {
        var checkedOnes = stream.Process(() => new Reject(watcher, isMended: step == PlainStep.RejectWaits), "reject");
        return step switch
        {
            PlainStep.RejectLost => checkedOnes.OnError(ErrorPolicy.Skip),
            PlainStep.RejectDead =>
                checkedOnes.OnError(ErrorPolicy.DeadLetter(JsonLinesFile.ExactlyOnce<FailedRecord>(DeadLetters), "dead")),
            PlainStep.RejectWaits => checkedOnes.OnError(ErrorPolicy.Suspend),
            _ => checkedOnes.OnError(ErrorPolicy.SideOutput(Aside))
                .Union(checkedOnes.SideOutput(Aside).Select(static failed => SortOut.Marked(OfRecord(failed.Record), isOdd: true))
                    .Rebalance()),
        };
    }

    /// <summary>The record that a line of the dead letters is about.</summary>
    internal static Item OfLine(string line) => OfRecord(JsonDocument.Parse(line).RootElement.GetProperty("record").GetString()!);

    protected internal override void Process(in Item item, ProcessContext context, Collector<Item> output)
    {
        if (IsRejected(item) && (!isMended || watcher.IsBroken)) throw new InjectedFault($"record {item.ToLine()} cannot be handled");
        output.Emit(item);
    }

    private static Item OfRecord(string json) => JsonSerializer.Deserialize<Item>(json);
}
