using ActorStream.Actors.Hosts;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new();

    [Fact]
    public void Only_the_post_that_finds_the_mailbox_idle_schedules()
    {
        Assert.True(_mailbox.Post(new TestNode(1)));
        Assert.False(_mailbox.Post(new TestNode(2)));
        Assert.Equal([1, 2], Drain());
        Assert.True(_mailbox.TryIdle());
        Assert.True(_mailbox.Post(new TestNode(3)));
    }

    [Fact]
    public void What_came_after_the_last_look_keeps_the_mailbox_from_going_idle()
    {
        _mailbox.Post(new TestNode(1));
        Assert.Equal([1], Drain());
        Assert.False(_mailbox.Post(new TestNode(2)));
        Assert.False(_mailbox.TryIdle());
        Assert.Equal([2], Drain());
    }

    [Fact]
    public void A_signal_overtakes_what_was_taken_and_what_was_not()
    {
        _mailbox.Post(new TestNode(1));
        _mailbox.Post(new TestNode(2));
        Assert.Equal(1, Number(_mailbox.Next()));
        _mailbox.Post(new TestNode(3));
        var signal = new StopSignal();
        _mailbox.Post(signal);
        Assert.Same(signal, _mailbox.Next());
        Assert.Equal([2, 3], Drain());
    }

    [Fact]
    public void Closing_drops_all_that_is_in_it_and_all_that_comes()
    {
        var dropped = new Probe(() => { });
        foreach (var number in (int[])[1, 2, 3])
            _mailbox.Post(new TestNode(number, dropped));
        _mailbox.Next();
        _mailbox.Post(new TestNode(4, dropped));
        _mailbox.Close();
        Assert.False(_mailbox.Post(new TestNode(5, dropped)));
        Assert.Equal([2, 3, 4, 5], dropped.Messages.Select(Number));
    }

    private IEnumerable<int> Drain()
    {
        while (_mailbox.Next() is { } node)
            yield return Number(node);
    }

    private static int Number(object? node) => Assert.IsType<TestNode>(node).Number;
}
