namespace ActorStream.Backends;

/// <summary>The codec of each type, made once from its public shape. Reflection lives here and nowhere else in the engine.</summary>
internal static class Codecs
{
    /// <summary>The codec of a type, or the one around a serializer given for it.</summary>
    /// <exception cref="UnusableTypeException">The type cannot be written; names the member.</exception>
    public static Codec<T> For<T>(ISerializer<T>? serializer = null) =>
        serializer is not null ? new CustomCodec<T>(serializer) : Cache<T>.Codec ?? throw new UnusableTypeException(Cache<T>.Problem!);

    /// <summary>Why a type cannot be written, naming the member; <c>null</c> if it can.</summary>
    public static string? Problem<T>() => Cache<T>.Problem;

    private static object Build(Type type, string path, IReadOnlyList<Type> within)
    {
        if (type != typeof(string) && ScalarCodecs.For(type) is { } scalar)
        {
            return scalar;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Make(typeof(NullableCodec<>), [value], Build(value, path, within));
        }

        if (within.Contains(type))
        {
            throw new UnusableTypeException(
                $"'{path}' of type {TypeNames.Of(type)} cannot be written: the type contains itself. Keep a list, or give the state a serializer.");
        }

        var content = type == typeof(string) ? ScalarCodecs.For(type)!
            : BuildCollection(type, path, [.. within, type]) ?? BuildRecord(type, path, [.. within, type]);
        return type.IsValueType ? content : Make(typeof(ReferenceCodec<>), [type], content);
    }

    private static object? BuildCollection(Type type, string path, IReadOnlyList<Type> within)
    {
        if (type.IsSZArray)
        {
            return Make(typeof(ArrayCodec<>), [type.GetElementType()!], Build(type.GetElementType()!, path + "[]", within));
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        var definition = type.GetGenericTypeDefinition();
        var codec = definition == typeof(List<>) ? typeof(ListCodec<>)
            : definition == typeof(HashSet<>) ? typeof(HashSetCodec<>)
            : definition == typeof(Dictionary<,>) ? typeof(DictionaryCodec<,>)
            : null;
        return codec is null ? null : Make(codec, arguments, [.. arguments.Select(argument => Build(argument, path + "[]", within))]);
    }

    private static object BuildRecord(Type type, string path, IReadOnlyList<Type> within)
    {
        var shape = TypeShape.TryFind(type, out var problem)
            ?? throw new UnusableTypeException($"'{path}' of type {TypeNames.Of(type)} cannot be written: {problem}.");
        var members = shape.Members.ToDictionary(
            member => member.Name, member => Build(member.Type, $"{path}.{member.Name}", within));
        return Make(typeof(RecordCodec<>), [type], shape, members);
    }

    private static object Make(Type definition, Type[] arguments, params object[] parts) =>
        Activator.CreateInstance(definition.MakeGenericType(arguments), parts)!;

    private static class Cache<T>
    {
        public static readonly Codec<T>? Codec = TryBuild(out Problem);
        public static readonly string? Problem;

        private static Codec<T>? TryBuild(out string? problem)
        {
            try
            {
                problem = null;
                return (Codec<T>)Build(typeof(T), TypeNames.Of(typeof(T)), []);
            }
            catch (UnusableTypeException error)
            {
                problem = error.Message;
                return null;
            }
        }
    }
}
