using System.Text;
using ActorStream.Backends;
using ActorStream.Cli;
using ActorStream.Coordinator;
using ActorStream.Tests.Engine.Backends.Snapshots;
using ActorStream.Tests.Engine.Backends.State;
using Xunit;

namespace ActorStream.Tests.Engine.Cli;

/// <summary>What <c>actorstream state</c> prints of a checkpoint.</summary>
public sealed class StateCommandTests : IDisposable
{
    private static readonly long Noon = new DateTime(2000, 1, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly SnapshotFiles _files = new(new MemoryFiles());
    private readonly TestOperator _operator = new(HashRange.All);

    public void Dispose() => _operator.Dispose();

    [Fact]
    public async Task Entries_are_json_lines_of_the_newest_layer_on_top_of_those_below()
    {
        _operator.Set("ATL");
        _operator.Sum.Ref = 5;
        _operator.History.Ref = [1, 2];
        _operator.Set("BOS");
        _operator.Sum.Ref = 7;
        var below = await SnapshotAsync(1, on: null);
        _operator.Sum.Clear();
        _operator.Set("ATL");
        _operator.Sum.Ref = 6;
        _operator.AddToSlice(Noon, "ATL", 3);
        _operator.EventTimers.Register("ATL", TestOperator.Hash("ATL"), Noon + TimeSpan.TicksPerMinute);
        var part = await SnapshotAsync(2, new SnapshotBase(1, below));
        Assert.Equal(2, part.Files.Count);

        Assert.Equal(
            """
            {"operator":"sums","state":"sum","key":"ATL","value":6}
            {"operator":"sums","state":"history","key":"ATL","value":[1,2]}
            {"operator":"sums","state":"windows","slice":"2000-01-01T12:00:00.0000000Z","key":"ATL","value":3}
            {"operator":"sums","state":"EventTime","key":"ATL","times":["2000-01-01T12:01:00.0000000Z"]}
            {"operator":"sums","state":"offsets","value":9}
            {"operator":"sums","state":"watermark","bytes":"AQI="}

            """.ReplaceLineEndings("\n"),
            await EntriesAsync(part, new EntryFilter(null, null, null)));
        Assert.Equal(
            "{\"operator\":\"sums\",\"state\":\"sum\",\"key\":\"ATL\",\"value\":6}\n",
            await EntriesAsync(part, new EntryFilter("sums", "sum", "ATL")));
        Assert.Equal("", await EntriesAsync(part, new EntryFilter("sums", "sum", "BOS")));
        Assert.Equal("", await EntriesAsync(part, new EntryFilter("others", null, null)));
    }

    [Fact]
    public async Task The_table_counts_what_is_there()
    {
        foreach (var key in new[] { "ATL", "BOS", "DAL" })
        {
            _operator.Set(key);
            _operator.Sum.Ref = 1;
        }

        var output = new StringWriter();
        await StateTable.WriteAsync(
            CheckpointOf(await SnapshotAsync(1, on: null)), new EntryFilter(null, "sum", null), asJson: true, output, default);

        Assert.Contains(
            """
                  "operator": "sums",
                  "state": "sum",
                  "kind": "Value",
                  "entries": 3,
                  "bytes": 48,
                  "key": "String?",
                  "type": "Int64"
            """.ReplaceLineEndings("\n"),
            output.ToString().ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    private static async Task<string> EntriesAsync(StoredCheckpoint checkpoint, EntryFilter filter)
    {
        using var output = new MemoryStream();
        await EntryLines.WriteAsync(checkpoint, filter, output, default);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private Task<string> EntriesAsync(KeyedPart part, EntryFilter filter) => EntriesAsync(CheckpointOf(part), filter);

    private async Task<KeyedPart> SnapshotAsync(long checkpoint, SnapshotBase? on)
    {
        using var snapshot = _operator.Backend.BeginSnapshot(checkpoint, on);
        return await _files.WriteAsync(snapshot, $"chk-{checkpoint}-e1/0.keyed");
    }

    private StoredCheckpoint CheckpointOf(KeyedPart part)
    {
        var item = new RecordWriter();
        item.WriteInt64(9);
        var schema = new RecordWriter();
        SchemaFormat.Write(schema, Codecs.For<long>().Schema);
        OperatorStateList[] lists =
        [
            new("offsets", StateDistribution.Split, [item.Written.ToArray()]) { Schema = schema.Written.ToArray() },
            new("watermark", StateDistribution.Union, [new byte[] { 1, 2 }]),
        ];
        var manifest = new CheckpointManifest(
            new JobId(1), "graph", new CheckpointAttempt(2, 1), 1, [new OperatorManifest("sums", 1, [new OperatorPart(0, [part], lists)])],
            []);
        return new StoredCheckpoint(_files.Storage, manifest);
    }
}
