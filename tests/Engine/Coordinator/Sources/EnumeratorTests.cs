using ActorStream.Actors;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Sources;

public sealed class EnumeratorTests
{
    [Fact]
    public void Splits_go_out_in_order_once_all_have_asked()
    {
        var run = new EnumeratorRun(2, FakeSource.Of(("a", 1), ("b", 2), ("c", 3)));
        run.Ask(0, 1, wanted: 2);
        Assert.Empty(run.SplitsOf(0));

        run.Ask(1, 1, wanted: 1);

        Assert.Equal(["a", "b", "c"], run.SplitsOf(0).Concat(run.SplitsOf(1)).Order());
        Assert.Equal("a", run.SplitsOf(0).First());
        Assert.Equal(["b"], run.SplitsOf(1));
    }

    [Fact]
    public void Instruction_is_sent_again_under_its_number_until_acknowledged()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1))).Ask(0, 1, wanted: 1);
        run.Host.RunFor(TimeSpan.FromMilliseconds(500));
        Assert.True(run.InstructionsOf(0).Count() >= 4);
        Assert.Single(run.InstructionsOf(0).Select(static instruction => instruction.Sequence).Distinct());

        run.AcknowledgeAll();
        var told = run.Told.Count;
        run.Host.RunFor(TimeSpan.FromMilliseconds(500));
        Assert.Equal(told, run.Told.Count);
    }

    [Fact]
    public void Repeated_request_gives_no_second_split()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1), ("b", 2)));
        run.Ask(0, 1, wanted: 1).Ask(0, 1, wanted: 1).AcknowledgeAll().Ask(0, 1, wanted: 1);

        Assert.Equal(["a"], run.SplitsOf(0));
        Assert.Equal(1, run.LastOf(0).AnsweredRequest);
    }

    [Fact]
    public void Unassigned_splits_hold_the_floor_and_the_last_one_lifts_it()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 10), ("b", 5), ("c", 20)));
        run.Ask(0, 1, wanted: 1).AcknowledgeAll();
        Assert.Equal(5, run.LastOf(0).Floor);
        Assert.False(run.LastOf(0).NoMoreSplits);

        run.Ask(0, 2, wanted: 1, "a").AcknowledgeAll();
        Assert.Equal(20, run.LastOf(0).Floor);

        run.Ask(0, 3, wanted: 1, "a", "b").AcknowledgeAll();
        Assert.Equal(long.MaxValue, run.LastOf(0).Floor);
        Assert.True(run.LastOf(0).NoMoreSplits);
    }

    [Fact]
    public void Rate_is_shared_by_those_who_read()
    {
        var source = new FakeSource { RecordsPerSecond = 100 };
        source.Splits.AddRange([FakeSource.Split("a"), FakeSource.Split("b")]);
        var run = new EnumeratorRun(3, source).Ask(0, 1, 1).Ask(1, 1, 1).Ask(2, 1, 1).AcknowledgeAll();
        Assert.Equal(50, run.LastOf(0).RecordsPerSecond);

        run.Ask(0, 2, 1, "a").AcknowledgeAll();
        Assert.Equal(100, run.LastOf(1).RecordsPerSecond);
    }

    [Fact]
    public void Cut_waits_for_what_is_on_its_way_and_nothing_is_assigned_until_it_is_resumed()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1), ("b", 2), ("c", 3))).Ask(0, 1, wanted: 1);
        run.Tell(new SnapshotEnumerator(2, 7));
        Assert.Empty(run.Answers);

        run.AcknowledgeAll();
        var taken = Assert.IsType<EnumeratorSnapshotTaken>(Assert.Single(run.Answers));
        Assert.Equal((7, 0), (taken.Checkpoint, taken.Vertex));
        Assert.Equal(["b", "c"], taken.Snapshot.Unassigned.Select(static split => split.Id));
        Assert.Equal(["a", "b", "c"], taken.Snapshot.Seen);
        Assert.True(taken.Snapshot.Complete);

        run.Ask(0, 2, wanted: 1, "a");
        Assert.Equal(["a"], run.SplitsOf(0));
        run.Tell(new ResumeAssigning(2, 7));
        Assert.Equal(["a", "b"], run.SplitsOf(0));
    }

    [Fact]
    public void Repeated_snapshot_is_answered_alike_and_does_not_stop_assigning_again()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1), ("b", 2))).Ask(0, 1, wanted: 1).AcknowledgeAll();
        run.Tell(new SnapshotEnumerator(2, 7)).Tell(new SnapshotEnumerator(2, 7)).Tell(new ResumeAssigning(2, 7))
            .Tell(new SnapshotEnumerator(2, 7));

        Assert.Equal(3, run.Answers.Count);
        Assert.Single(run.Answers.Distinct());
        run.Ask(0, 2, wanted: 1, "a");
        Assert.Equal(["a", "b"], run.SplitsOf(0));
    }

    [Fact]
    public void Late_resume_of_an_older_round_does_not_end_a_newer_cut()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1), ("b", 2))).Ask(0, 1, wanted: 1).AcknowledgeAll();
        run.Tell(new SnapshotEnumerator(2, 8)).Tell(new ResumeAssigning(2, 7)).Ask(0, 2, wanted: 1, "a");
        Assert.Equal(["a"], run.SplitsOf(0));

        run.Tell(new ResumeAssigning(2, 8));
        Assert.Equal(["a", "b"], run.SplitsOf(0));
    }

    [Fact]
    public void Source_that_was_bounded_before_and_is_no_more_goes_on_looking()
    {
        var source = new FakeSource { IsBounded = false };
        source.Splits.AddRange([FakeSource.Split("a"), FakeSource.Split("b")]);
        var run = new EnumeratorRun(1, source, new EnumeratorSnapshot("numbers", [], ["a"], Complete: true)).Ask(0, 1, wanted: 2);

        Assert.Equal(["b"], run.SplitsOf(0));
        Assert.False(run.LastOf(0).NoMoreSplits);
    }

    [Fact]
    public void Splits_found_during_a_cut_are_in_no_snapshot_until_it_is_over()
    {
        var source = new FakeSource { IsBounded = false };
        source.Splits.Add(FakeSource.Split("a"));
        var run = new EnumeratorRun(1, source).Ask(0, 1, wanted: 1).AcknowledgeAll().Tell(new SnapshotEnumerator(2, 1));
        source.Splits.Add(FakeSource.Split("b"));
        run.Host.RunFor(TimeSpan.FromMilliseconds(1000));
        run.Tell(new SnapshotEnumerator(2, 2));
        Assert.All(run.Answers.Cast<EnumeratorSnapshotTaken>(), static taken => Assert.Equal(["a"], taken.Snapshot.Seen));

        run.Tell(new ResumeAssigning(2, 2)).Tell(new SnapshotEnumerator(2, 3)).AcknowledgeAll();
        Assert.Equal(["a", "b"], ((EnumeratorSnapshotTaken)run.Answers[^1]).Snapshot.Seen);
    }

    [Fact]
    public void Restored_splits_are_handed_out_and_what_was_seen_is_not_found_again()
    {
        var restored = new EnumeratorSnapshot("numbers", [FakeSource.Split("b", 4)], ["a", "b"], Complete: false);
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1), ("b", 2), ("c", 3)), restored).Ask(0, 1, wanted: 9);

        Assert.Equal(["b", "c"], run.SplitsOf(0));
        Assert.Equal([4, 3], run.LastOf(0).Splits.Select(static split => split.Watermark));
    }

    [Fact]
    public void Complete_discovery_is_not_repeated()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1)), new EnumeratorSnapshot("numbers", [], ["a"], Complete: true));
        run.Ask(0, 1, wanted: 1);

        Assert.Equal(0, run.Source.Searches);
        Assert.True(run.LastOf(0).NoMoreSplits);
    }

    [Fact]
    public void Messages_of_another_epoch_are_ignored()
    {
        var run = new EnumeratorRun(1, FakeSource.Of(("a", 1)));
        run.Tell(new RequestSplits(1, 0, 1, 1, [])).Tell(new SnapshotEnumerator(3, 1)).Tell(new InstructionSeen(1, 0, 1))
            .Tell(new ResumeAssigning(1, 1));

        Assert.Empty(run.Told);
        Assert.Empty(run.Answers);
    }

    [Fact]
    public void Failed_search_fails_the_enumerator()
    {
        var source = new FakeSource { Failure = new IOException("no such directory") };
        var run = new EnumeratorRun(1, source);

        var failed = Assert.IsType<ChildFailed>(Assert.Single(run.Answers));
        Assert.Contains("'numbers'", failed.Error.Message, StringComparison.Ordinal);
        Assert.Contains("no such directory", failed.Error.Message, StringComparison.Ordinal);
    }
}
