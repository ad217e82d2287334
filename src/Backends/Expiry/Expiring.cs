namespace ActorStream.Backends;

/// <summary>A value and when it expires: what a backend keeps for a state with a time to live.</summary>
internal struct Expiring<T>
{
    public T Value;

    /// <summary>
    /// The first instant, in UTC ticks of the state's clock, at which the value is not seen any more; or <see cref="NotSetYet"/>.
    /// </summary>
    public long Expires;

    /// <summary>The value was restored from a state without a time to live: it counts from the next look at its key.</summary>
    public const long NotSetYet = long.MinValue;
}
