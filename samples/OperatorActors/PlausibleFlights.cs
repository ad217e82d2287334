using ActorStream;
using ActorStream.Actors;

namespace OperatorActors;

/// <summary>An operator actor without keys: lets through flights that go somewhere else.</summary>
internal sealed class PlausibleFlights : OperatorActor<Flight, Flight>
{
    protected override void OnRecord(in Flight record, Collector<Flight> output)
    {
        if (record.Origin != record.Destination)
        {
            output.Emit(record);
        }
    }
}
