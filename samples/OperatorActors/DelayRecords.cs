using ActorStream;
using ActorStream.Actors;

namespace OperatorActors;

/// <summary>An operator actor behind a key: remembers each airport's longest delay and emits every flight that exceeds it.</summary>
internal sealed class DelayRecords : KeyedOperatorActor<string, Flight, DelayRecord>
{
    private readonly ValueState<Airport> _airport;

    public DelayRecords() => _airport = ValueState<Airport>("airport");

    protected override void OnRecord(in Flight record, KeyedContext<string> context, Collector<DelayRecord> output)
    {
        ref var airport = ref _airport.GetOrAdd(out var isFirst);
        airport.Flights++;
        if (isFirst || record.Delay > airport.LongestDelay)
        {
            airport.LongestDelay = record.Delay;
            output.Emit(new DelayRecord(record.Origin, record.Date, record.Delay, airport.Flights));
        }
    }

    /// <summary>A struct, so that state is updated in place.</summary>
    public record struct Airport(int LongestDelay, int Flights);
}
