using ActorStream;

namespace FlightDelays;

/// <summary>What is kept of an airport's day while it lasts: a struct, updated in place.</summary>
record struct Delays(int Flights, long Minutes, int Longest, int Late);

/// <summary>A row of the output. Mean and share are rounded half to even.</summary>
sealed record DailyDelay(
    string Origin,
    DateOnly Day,
    int Flights,
    [CsvFormat("F6")] decimal MeanDelay,
    int MaxDelay,
    [CsvFormat("F6")] decimal LateShare);

/// <summary>Folds the flights of one airport and day.</summary>
sealed class DelayStatistics : IWindowAggregate<Flight, string, Delays, DailyDelay>
{
    const int LateAfterMinutes = 15;

    public Delays Create() => new() { Longest = int.MinValue };

    public void Add(ref Delays delays, Flight flight)
    {
        delays.Flights++;
        delays.Minutes += flight.Minutes;
        delays.Longest = Math.Max(delays.Longest, flight.Minutes);
        delays.Late += flight.Minutes > LateAfterMinutes ? 1 : 0;
    }

    public DailyDelay Result(string origin, TimeWindow day, in Delays delays) => new(
        origin,
        DateOnly.FromDateTime(day.Start.UtcDateTime),
        delays.Flights,
        Math.Round((decimal)delays.Minutes / delays.Flights, 6),
        delays.Longest,
        Math.Round((decimal)delays.Late / delays.Flights, 6));
}
