using ActorStream;

namespace Nexmark;

/// <summary>Monitor new users: who registered and offered something within the same ten seconds. A join by window.</summary>
/// <remarks>
/// <code>
/// SELECT P.id, P.name, P.starttime
/// FROM (SELECT id, name, window_start AS starttime, window_end AS endtime
///       FROM TABLE(TUMBLE(TABLE person, DESCRIPTOR(dateTime), INTERVAL '10' SECOND)) GROUP BY id, name, window_start, window_end) P
/// JOIN (SELECT seller, window_start AS starttime, window_end AS endtime
///       FROM TABLE(TUMBLE(TABLE auction, DESCRIPTOR(dateTime), INTERVAL '10' SECOND)) GROUP BY seller, window_start, window_end) A
/// ON P.id = A.seller AND P.starttime = A.starttime AND P.endtime = A.endtime
/// </code>
/// </remarks>
public sealed class Q8 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(
        events.Where(e => e.IsPerson).KeyBy(person => person.Id)
            .Join(events.Where(e => e.IsAuction).KeyBy(auction => auction.By))
            .Window(TumblingWindows.Of(TimeSpan.FromSeconds(10)))
            .CoGroup(
                (_, window, persons, auctions) => auctions.Count == 0
                    ? [] : persons.Select(person => new Row(person.Id, Texts.Name(person), window.Start.UtcDateTime)),
                uid: "new-sellers"));

    /// <summary>A new seller.</summary>
    public readonly record struct Row(long Id, string Name, DateTime Start);
}
