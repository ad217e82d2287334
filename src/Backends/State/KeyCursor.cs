namespace ActorStream.Backends;

/// <summary>A place among the keys for which a state holds something. May be kept between messages and dropped at any time.</summary>
internal abstract class KeyCursor<TKey>
{
    public abstract ref readonly TKey Key { get; }

    public abstract ulong Hash { get; }

    /// <summary>Goes to the next key that is still there.</summary>
    public abstract bool MoveNext();
}
