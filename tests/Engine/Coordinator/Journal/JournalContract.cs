using ActorStream.Backends;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Journal;

/// <summary>What every journal promises.</summary>
public abstract class JournalContract
{
    internal static readonly JournalEntry[] Script =
    [
        new(1, 1, new TermStarted()),
        new(1, 2, new JobCreated(new JobId(17), "graph-1")),
        new(1, 3, new EpochStarted(1, 0, "graph-1")),
        new(1, 4, new CheckpointCompleted(1, 1, "chk-1-e1/manifest.json", 120, 0xdeadbeef, Stop: false)),
        new(1, 5, new CheckpointFullyCommitted(1)),
        new(2, 6, new TermStarted()),
        new(2, 7, new EpochStarted(2, 1, "graph-1")),
        new(2, 8, new StopRequested()),
        new(2, 9, new CheckpointCompleted(2, 2, "chk-2-e2/manifest.json", 130, 7, Stop: true)),
        new(2, 10, new CheckpointFullyCommitted(2)),
        new(2, 11, new Finished(Stopped: true)),
    ];

    /// <summary>A journal over the same durable entries as the one before, as another process would open it.</summary>
    internal abstract IJournal Open();

    /// <summary>From now on appends have outcome unknown: durable if so told, lost otherwise.</summary>
    internal abstract void MakeAppendsUnknown(bool durable);

    /// <summary>From now on appends succeed.</summary>
    internal abstract void MakeAppendsSucceed();

    [Fact]
    public async Task New_journal_is_empty() => Assert.Empty(await Open().RecoverAsync());

    [Fact]
    public async Task Entries_are_found_again_in_order()
    {
        await AppendAsync(await OpenedAsync(), Script);

        Assert.Equal(Script, await Open().RecoverAsync());
    }

    [Fact]
    public async Task Taken_place_or_ended_term_is_fenced()
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..7]);

        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(new(2, 7, new StopRequested()))).Outcome);
        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(new(2, 9, new StopRequested()))).Outcome);
        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(new(1, 8, new StopRequested()))).Outcome);
        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(new(3, 8, new StopRequested()))).Outcome);
        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(new(2, 8, new TermStarted()))).Outcome);
        Assert.Equal(AppendOutcome.Appended, (await journal.AppendAsync(Script[7])).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Unknown_entry_may_be_tried_again_and_nothing_else(bool durable)
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..3]);
        MakeAppendsUnknown(durable);
        var result = await journal.AppendAsync(Script[3]);
        Assert.Equal(AppendOutcome.Unknown, result.Outcome);
        Assert.NotNull(result.Error);
        Assert.Equal(AppendOutcome.Unknown, (await journal.AppendAsync(Script[3])).Outcome);
        await Assert.ThrowsAsync<InvariantViolatedException>(
            async () => await journal.AppendAsync(Script[3] with { Record = new StopRequested() }));

        MakeAppendsSucceed();
        Assert.Equal(AppendOutcome.Appended, (await journal.AppendAsync(Script[3])).Outcome);
        await AppendAsync(journal, Script[4..]);

        Assert.Equal(Script, await Open().RecoverAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recovery_decides_an_unknown_entry_once(bool durable)
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..3]);
        MakeAppendsUnknown(durable);
        await journal.AppendAsync(Script[3]);
        MakeAppendsSucceed();

        var found = (await journal.RecoverAsync()).Count;
        await journal.AppendAsync(new JournalEntry(2, found + 1, new TermStarted()));

        var recovered = await Open().RecoverAsync();
        Assert.InRange(found, 3, 4);
        Assert.Equal(found + 1, recovered.Count);
        Assert.Equal(Script[..found], recovered.Take(found));
        Assert.Equal(AppendOutcome.Fenced, (await journal.AppendAsync(Script[3])).Outcome);
    }

    [Fact]
    public async Task Compaction_keeps_what_is_needed_and_the_last_entry()
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..8]);

        await journal.CompactAsync(static entry => entry.Record is JobCreated or EpochStarted { Epoch: 2 });
        await AppendAsync(journal, Script[8..]);

        Assert.Equal([Script[1], .. Script[6..]], await Open().RecoverAsync());
    }

    [Fact]
    public async Task Compaction_may_be_repeated()
    {
        var journal = await OpenedAsync();
        await AppendAsync(journal, Script[..5]);
        await journal.CompactAsync(static entry => entry.Record is JobCreated);
        await AppendAsync(journal, Script[5..8]);
        await journal.CompactAsync(static entry => entry.Record is JobCreated);
        await journal.CompactAsync(static entry => entry.Record is JobCreated);

        Assert.Equal([Script[1], Script[7]], await Open().RecoverAsync());
    }

    internal async Task<IJournal> OpenedAsync()
    {
        var journal = Open();
        await journal.RecoverAsync();
        return journal;
    }

    internal static async Task AppendAsync(IJournal journal, params JournalEntry[] entries)
    {
        foreach (var entry in entries) Assert.Equal(AppendOutcome.Appended, (await journal.AppendAsync(entry)).Outcome);
    }
}
