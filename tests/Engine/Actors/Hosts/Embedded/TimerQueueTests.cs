using ActorStream.Actors.Hosts;
using Xunit;

namespace ActorStream.Tests.Engine.Actors.Hosts;

public sealed class TimerQueueTests
{
    private readonly TimerQueue _queue = new();

    [Fact]
    public void Timers_that_were_taken_back_do_not_pile_up()
    {
        var kept = NewTimer("kept");
        _queue.Add(kept, TimeSpan.FromHours(1));
        for (var i = 0; i < 10_000; i++)
        {
            var timer = NewTimer(i);
            _queue.Add(timer, TimeSpan.FromHours(1));
            _queue.Remove(timer);
            _queue.Remove(timer);
        }
        Assert.InRange(_queue.Count, 1, 200);
        Assert.Null(_queue.TakeDue(out var wait));
        Assert.InRange(wait, 1, 3_600_000);
    }

    [Fact]
    public void Due_timers_come_by_deadline_and_an_empty_queue_waits_for_ever()
    {
        var later = NewTimer("later");
        var sooner = NewTimer("sooner");
        var cancelled = NewTimer("cancelled");
        Assert.True(_queue.Add(later, TimeSpan.FromTicks(1)));
        Assert.True(_queue.Add(sooner, TimeSpan.FromHours(-1)));
        Assert.True(_queue.Add(cancelled, TimeSpan.FromHours(-2)));
        _queue.Remove(cancelled);
        Assert.Same(sooner, _queue.TakeDue(out _));
        Assert.False(_queue.Add(NewTimer("never"), TimeSpan.MaxValue) && _queue.Count == 1);
        var due = _queue.TakeDue(out _);
        while (due is null)
            due = _queue.TakeDue(out _);
        Assert.Same(later, due);
        Assert.Null(_queue.TakeDue(out var wait));
        Assert.Equal(int.MaxValue, wait);
        Assert.Null(new TimerQueue().TakeDue(out wait));
        Assert.Equal(Timeout.Infinite, wait);
    }

    private static TimerNode NewTimer(object key) => new(null!, key, "due");
}
