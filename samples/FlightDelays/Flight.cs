namespace FlightDelays;

/// <summary>A flight, as far as the job looks at it.</summary>
/// <param name="Date">When it was to leave.</param>
/// <param name="Delay">Minutes by which it left late; negative if early.</param>
/// <param name="Origin">The airport it left, by its IATA code.</param>
public readonly record struct Flight(FlightDate Date, int Delay, string Origin)
{
    /// <summary>Its event time.</summary>
    public DateTimeOffset Departure => Date.Time;
}
