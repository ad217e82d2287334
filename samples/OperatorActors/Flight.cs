namespace OperatorActors;

/// <summary>A row of the input.</summary>
/// <param name="Date">MMDDHHmm of 2001, UTC.</param>
/// <param name="Delay">Minutes.</param>
/// <param name="Origin">Airport, IATA code.</param>
/// <param name="Destination">Airport, IATA code.</param>
public sealed record Flight(string Date, int Delay, string Origin, string Destination);

/// <summary>A flight that left later than any before it from the same airport.</summary>
public sealed record DelayRecord(string Origin, string Date, int Delay, int Flights);
