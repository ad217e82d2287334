namespace ActorStream.Actors.Hosts;

/// <summary>
/// What one actor (or code outside: null) told another and has not arrived yet, in order. Each message has a step of its own, but a step
/// delivers whatever is first in line: so delays differ and order holds.
/// </summary>
internal sealed class Connection(SimulatedCell? from, SimulatedCell to)
{
    internal SimulatedCell? From { get; } = from;

    internal SimulatedCell To { get; } = to;

    internal LinkedList<MailboxNode> Pending { get; } = new();

    /// <summary>The pair's place among all pairs, from 0 to below 1: the same as long as both live.</summary>
    internal double Place { get; } =
        ((((ulong)(from?.Ref.Address.Incarnation ?? 0) << 32) + (ulong)to.Ref.Address.Incarnation) * 0x9E3779B97F4A7C15 >> 11) * (1.0 / (1UL << 53));

    internal bool CrossesNodes => From is not null && From.Node != To.Node;

    internal bool IsOnLink(string from, string to) => CrossesNodes && From!.Node.Node == from && To.Node.Node == to;

    /// <summary>
    /// Whether the network may lose or double it. Batches are another transport's, which repeats what is lost, and the hosts' own words
    /// are repeated until they are heard.
    /// </summary>
    internal static bool IsControl(MailboxNode node) => node is Envelope;

    /// <summary>Loses the control messages on their way.</summary>
    internal void LoseControl()
    {
        for (var at = Pending.First; at is not null;)
        {
            var next = at.Next;
            if (IsControl(at.Value))
                Pending.Remove(at);
            at = next;
        }
    }

    /// <summary>Loses all but the first so many.</summary>
    internal void Truncate(long keep)
    {
        while (Pending.Count > keep)
            Pending.RemoveLast();
    }
}
