namespace ActorStream.Backends;

/// <summary>The codec of each type, made once from its public shape.</summary>
internal static class Codecs
{
    /// <summary>The codec of a type, or the one around a serializer given for it.</summary>
    /// <exception cref="UnusableTypeException">The type cannot be written; names the member.</exception>
    public static Codec<T> For<T>(ISerializer<T>? serializer = null) =>
        serializer is CodecSerializer<T> engines ? engines.Codec
        : serializer is not null ? new CustomCodec<T>(serializer)
        : Cache<T>.Codec ?? throw new UnusableTypeException(Cache<T>.Problem!);

    /// <summary>Why a type cannot be written, naming the member; <c>null</c> if it can.</summary>
    public static string? Problem<T>() => Cache<T>.Problem;

    private static class Cache<T>
    {
        public static readonly Codec<T>? Codec = TryBuild(out Problem);
        public static readonly string? Problem;

        private static Codec<T>? TryBuild(out string? problem)
        {
            try
            {
                problem = null;
                return (Codec<T>)CodecBuilder.Build(typeof(T));
            }
            catch (UnusableTypeException error)
            {
                problem = error.Message;
                return null;
            }
        }
    }
}
