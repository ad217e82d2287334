namespace ActorStream.Backends;

/// <summary>
/// Our own hash of keys, stable over processes and releases; <c>GetHashCode</c> is randomised per process and must not route records.
/// </summary>
internal static class KeyHash
{
    /// <summary>The hasher of a key type, compiled once.</summary>
    /// <exception cref="UnusableTypeException">The type cannot be a key.</exception>
    public static IKeyHasher<TKey> For<TKey>() => Cache<TKey>.Hasher ?? throw new UnusableTypeException(Cache<TKey>.Problem!);

    /// <summary>What is wrong with a key type, naming the member; <c>null</c> if nothing is.</summary>
    public static string? Problem<TKey>() => Cache<TKey>.Problem;

    private static class Cache<TKey>
    {
        public static readonly IKeyHasher<TKey>? Hasher = KeyHasherCompiler.TryCompile<TKey>(out Problem);
        public static readonly string? Problem;
    }
}
