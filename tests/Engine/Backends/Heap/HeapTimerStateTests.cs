using ActorStream.Backends;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Heap;

public sealed class HeapTimerStateTests
{
    private static readonly IKeyHasher<int> Hasher = KeyHash.For<int>();

    [Fact]
    public void Behaves_as_a_sorted_set_of_time_and_hash() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(400).ToArbitrary(), operations =>
        {
            using var timers = Create();
            var model = new SortedSet<(long Time, ulong Hash, int Key)>();
            long now = 0;
            foreach (var operation in operations)
            {
                var key = operation / 16 % 10;
                var time = now + (operation / 256 % 50);
                var timer = (time, Hasher.Hash(key), key);
                switch (operation % 16)
                {
                    case < 9:
                        Assert.Equal(model.Add(timer), timers.Register(key, Hasher.Hash(key), time));
                        break;
                    case < 12:
                        Assert.Equal(model.Remove(timer), timers.Delete(key, Hasher.Hash(key), time));
                        break;
                    default:
                        now += operation / 16 % 7;
                        PopDue(timers, model, now);
                        break;
                }

                Assert.Equal(model.Count, timers.Count);
                Assert.Equal(model.Count > 0, timers.TryPeek(out var next));
                Assert.Equal(model.Min.Time, next);
            }

            PopDue(timers, model, long.MaxValue);
            Assert.Equal(0, timers.Count);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_order_does_not_depend_on_registration()
    {
        Assert.Equal(Order([1, 2, 3, 4]), Order([4, 3, 2, 1]));

        static List<(int, long)> Order(int[] keys)
        {
            using var timers = Create();
            foreach (var key in keys)
            {
                timers.Register(key, Hasher.Hash(key), 10);
                timers.Register(key, Hasher.Hash(key), 5);
            }

            var popped = new List<(int, long)>();
            while (timers.TryPopDue(10, out var key, out _, out var time))
            {
                popped.Add((key, time));
            }

            return popped;
        }
    }

    [Fact]
    public void Timers_moved_for_ever_do_not_fill_the_queue()
    {
        using var timers = Create();
        timers.Register(1, Hasher.Hash(1), 0);
        Step(1, 5000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step(5001, 10_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        Assert.True(timers.TryPopDue(long.MaxValue, out _, out _, out var time));
        Assert.Equal(10_000, time);

        void Step(long from, long to)
        {
            for (var time = from; time <= to; time++)
            {
                timers.Register(1, Hasher.Hash(1), time);
                timers.Delete(1, Hasher.Hash(1), time - 1);
            }
        }
    }

    private static HeapTimerState<int> Create() =>
        new(TimerKind.EventTime, HashRange.All, new HeapMemory(long.MaxValue), new SnapshotIntervals(isTracked: true), Codecs.For<int>());

    private static void PopDue(TimerState<int> timers, SortedSet<(long Time, ulong Hash, int Key)> model, long now)
    {
        while (timers.TryPopDue(now, out var key, out var hash, out var time))
        {
            Assert.Equal(model.Min, (time, hash, key));
            model.Remove(model.Min);
        }

        Assert.True(model.Count == 0 || model.Min.Time > now);
    }
}
