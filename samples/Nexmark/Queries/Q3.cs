using ActorStream;

namespace Nexmark;

/// <summary>Local item suggestion: who sells in some states. A join of two streams, each kept as long as the job runs.</summary>
/// <remarks>
/// <code>
/// SELECT P.name, P.city, P.state, A.id
/// FROM auction AS A INNER JOIN person AS P ON A.seller = P.id
/// WHERE A.category = 10 AND (P.state = 'OR' OR P.state = 'ID' OR P.state = 'CA')
/// </code>
/// </remarks>
public sealed class Q3 : Query
{
    /// <inheritdoc/>
    public override void Declare(DataStream<Event> events, IRows rows) => rows.Take(
        events.Where(e => e.IsPerson).KeyBy(person => person.Id)
            .Connect(events.Where(e => e.IsAuction && e.Detail == 10).KeyBy(auction => auction.By))
            .Process(() => new Sellers(), uid: "sellers"));

    /// <summary>An auction and who sells there.</summary>
    public readonly record struct Row(string Name, string City, string State, long Id);

    private sealed class Sellers : KeyedConnectedProcessFunction<long, Event, Event, Row>
    {
        private readonly ValueState<Event> _person;
        private readonly ListState<long> _waiting; // auctions whose seller is not known yet

        public Sellers() => (_person, _waiting) = (ValueState<Event>("person"), ListState<long>("waiting"));

        protected override void ProcessFirst(in Event person, KeyedContext<long> context, Collector<Row> output)
        {
            _person.Set(person);
            foreach (var auction in _waiting) Emit(person, auction, output);
            _waiting.Clear();
        }

        protected override void ProcessSecond(in Event auction, KeyedContext<long> context, Collector<Row> output)
        {
            if (_person.TryGet(out var person)) Emit(person, auction.Id, output);
            else _waiting.Add(auction.Id);
        }

        private static void Emit(in Event person, long auction, Collector<Row> output)
        {
            var state = Texts.State(person.Detail);
            if (state is "OR" or "ID" or "CA") output.Emit(new Row(Texts.Name(person), Texts.City(person.Detail), state, auction));
        }
    }
}
