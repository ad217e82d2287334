namespace Testing;

/// <summary>Money that goes to an account.</summary>
public sealed record Payment(string Account, decimal Amount, DateTimeOffset Time);

/// <summary>A row of the ledger: an account after one of its payments.</summary>
/// <param name="Account">The account.</param>
/// <param name="Number">Which payment of the account it was, from 1.</param>
/// <param name="Total">All of its payments so far.</param>
public sealed record Balance(string Account, int Number, decimal Total);
