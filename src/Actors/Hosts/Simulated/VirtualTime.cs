namespace ActorStream.Actors.Hosts;

/// <summary>
/// The clock of a simulation. A timer belongs to the actor or effect that made it, and is gone with it if its node crashes.
/// </summary>
internal sealed class VirtualTime(SimulatedHost host, DateTimeOffset start) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => host.NowTicks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start.AddTicks(host.NowTicks);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(host, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(SimulatedHost host, TimerCallback callback, object? state) : ITimer
    {
        private readonly SimulatedCell? _owner = host.Running;
        private Step? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (!host.IsOnThread)
            {
                var maker = _owner?.Ref.ToString() ?? "code outside";
                host.Escaped($"another thread set or ended a timer of the virtual clock, made by {maker}");
                return false;
            }
            if (_next is not null)
                _next.Cancelled = true;
            _next = null;
            if (dueTime != Timeout.InfiniteTimeSpan)
                _next = host.Add("clock", _owner, dueTime, () => Fire(period));
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private string Fire(TimeSpan period)
        {
            _next = null;
            if (period > TimeSpan.Zero)
                Change(period, period);
            callback(state);
            return "";
        }
    }
}
