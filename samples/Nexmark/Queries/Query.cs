using ActorStream;

namespace Nexmark;

/// <summary>One of the queries: a stream of rows made from the stream of events.</summary>
public abstract class Query
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Query> All { get; } =
    [
        new Q0(), new Q1(), new Q2(), new Q3(), new Q4(), new Q5(), new Q7(), new Q8(), new Q9(), new Q10(), new Q11(),
        new Q12(), new Q13(), new Q14(), new Q15(), new Q16(), new Q17(), new Q18(), new Q19(), new Q20(), new Q21(), new Q22(),
    ];

    /// <summary>Its name: q0 to q22.</summary>
    public string Name => GetType().Name.ToLowerInvariant();

    /// <summary>The query of a name that is one of theirs.</summary>
    public static Query Named(string name) => All.Single(query => query.Name == name);

    /// <summary>Declares the operators between the events and the rows.</summary>
    /// <param name="events">All events, with event times and watermarks.</param>
    /// <param name="rows">Takes the rows.</param>
    public abstract void Declare(DataStream<Event> events, IRows rows);
}

/// <summary>Takes a query's rows, of whatever type they are.</summary>
public interface IRows
{
    /// <summary>Takes them; called once.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="partition">Time whose minute says which part of the result a row belongs to; null: it is not in parts.</param>
    void Take<TRow>(DataStream<TRow> rows, Func<TRow, DateTime>? partition = null);
}
