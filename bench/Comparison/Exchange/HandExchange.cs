using System.Runtime.CompilerServices;

namespace ActorStream.Bench.Comparison;

/// <summary>
/// A keyed sum on two cores with a full exchange, as a careful person writes it: a thread per core, which reads its own feed, gathers
/// events by the thread that owns their key, handles batches of
/// its own at once, and passes the others on through a queue without locks; batches come back to be used again.
/// </summary>
/// <param name="records">Records of a batch.</param>
/// <param name="feed">The feed of a thread.</param>
/// <param name="make">Makes the state of a thread.</param>
internal sealed class HandExchange(int records, Func<Trial, int, Feed<Event>> feed, Func<Loop<Event>> make)
{
    private const int Threads = 2;
    private const int InFlight = 8;

    internal Task RunAsync(Trial trial)
    {
        var slots = Enumerable.Range(0, Threads).Select(_ => new Slot(records)).ToArray();
        return Task.WhenAll(slots.Select((_, i) => Task.Factory.StartNew(() => Run(trial, i, slots), TaskCreationOptions.LongRunning)));
    }

    /// <summary>Who owns a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int OwnerOf(long key) => (int)((ulong)key * 0x9FB21C651E98DF25 >> 63);

    private void Run(Trial trial, int self, Slot[] slots)
    {
        using var sums = make();
        var (events, slot, other) = (feed(trial, self), slots[self], slots[1 - self]);
        var (mine, theirs) = (new Batch(records), slot.Empty.TryTake()!);
        long check = 0;
        while (events.Next(1024) is { Length: > 0 } some)
        {
            while (!some.IsEmpty)
            {
                // As many as surely fit, so that no event asks whether there is room.
                var fits = Math.Min(some.Length, records - Math.Max(mine.Count, theirs.Count));
                Part(some[..fits], self, mine, theirs);
                some = some[fits..];
                if (mine.Count == records) check += Take(sums, mine);
                if (theirs.Count == records) theirs = Send(theirs);
            }

            while (slot.Full.TryTake() is { } batch) check += TakeForeign(batch);
        }

        check += Take(sums, mine);
        Send(theirs);
        Volatile.Write(ref slot.HasSentAll, true);
        while (true)
        {
            var last = Volatile.Read(ref other.HasSentAll);
            if (slot.Full.TryTake() is { } batch) check += TakeForeign(batch);
            else if (last) break;
            else Thread.SpinWait(10);
        }

        trial.Add(check + sums.Finish());

        Batch Send(Batch batch)
        {
            other.Full.TryPut(batch);
            Batch? next;
            while ((next = slot.Empty.TryTake()) is null)
            {
                // The other has all of ours: it may be waiting for us to take its own.
                if (slot.Full.TryTake() is { } foreign) check += TakeForeign(foreign);
                else Thread.SpinWait(10);
            }

            return next;
        }

        long TakeForeign(Batch batch)
        {
            var result = Take(sums, batch);
            other.Empty.TryPut(batch);
            return result;
        }
    }

    private static void Part(ReadOnlySpan<Event> events, int self, Batch mine, Batch theirs)
    {
        var (own, foreign) = (mine.Events, theirs.Events);
        var (ownCount, foreignCount) = (mine.Count, theirs.Count);
        foreach (ref readonly var e in events)
        {
            // Written to both, counted in one: which it is nobody can predict.
            var isForeign = OwnerOf(e.Key) ^ self;
            own[ownCount] = e;
            foreign[foreignCount] = e;
            ownCount += 1 - isForeign;
            foreignCount += isForeign;
        }

        (mine.Count, theirs.Count) = (ownCount, foreignCount);
    }

    private static long Take(Loop<Event> sums, Batch batch)
    {
        var check = sums.Add(batch.Events.AsSpan(0, batch.Count));
        batch.Count = 0;
        return check;
    }

    private sealed class Batch(int records)
    {
        internal readonly Event[] Events = new Event[records];
        internal int Count;
    }

    /// <summary>What a thread gets from the other: batches to be handled, and its own that come back.</summary>
    private sealed class Slot
    {
        internal readonly SpscRing<Batch> Full = new(InFlight);
        internal readonly SpscRing<Batch> Empty = new(InFlight + 1);
        internal bool HasSentAll;

        internal Slot(int records)
        {
            for (var i = 0; i < InFlight; i++) Empty.TryPut(new Batch(records));
        }
    }
}
