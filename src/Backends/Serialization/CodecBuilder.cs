namespace ActorStream.Backends;

/// <summary>Makes the codec of a type from its public shape, part by part.</summary>
internal sealed class CodecBuilder
{
    /// <summary>The records around, innermost last.</summary>
    private readonly List<(Type Type, RecordPlace Place)> _around = [];
    private int _levels;

    private CodecBuilder()
    {
    }

    /// <exception cref="UnusableTypeException">A part of it cannot be written.</exception>
    public static Codec Build(Type type) => new CodecBuilder().Build(type, TypeNames.Of(type));

    private Codec Build(Type type, string path)
    {
        var codec = BuildOwn(type, path);
        var converters = type.GetCustomAttributes(typeof(ConvertedByAttribute), inherit: false).Cast<ConvertedByAttribute>();
        return Convertible(codec, type, path, [.. converters.Select(one => one.NewConverter())]);
    }

    private Codec BuildOwn(Type type, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Make(typeof(NullableCodec<>), [value], Deeper(path, () => Build(value, path)));
        }

        if (Collections.IsImmutableArray(type))
        {
            var item = type.GetGenericArguments()[0];
            return Make(typeof(ImmutableArrayCodec<>), [item], Build(item.MakeArrayType(), path));
        }

        var content = type.IsValueType ? BuildContent(type, path) : Deeper(path, () => BuildContent(type, path));
        return type.IsValueType ? content : Make(typeof(ReferenceCodec<>), [type], content);
    }

    private Codec BuildContent(Type type, string path) =>
        ScalarCodecs.For(type) ?? BuildCollection(type, path) ?? BuildBack(type) ?? Deeper(path, () => BuildRecord(type, path));

    private Codec? BuildCollection(Type type, string path)
    {
        if (type.IsSZArray)
        {
            var item = type.GetElementType()!;
            return Make(typeof(ArrayCodec<>), [item], Deeper(path, () => Build(item, path + "[]")));
        }

        if (!Collections.Contains(type))
        {
            return null;
        }

        if (Collections.Problem(type) is { } problem)
        {
            throw Unusable(path, type, problem);
        }

        return Collections.CodecOf(type, Deeper(path, () => BuildItem(type.GetGenericArguments(), path + "[]")));
    }

    private Codec BuildItem(Type[] arguments, string path) => arguments is [var item]
        ? Build(item, path)
        : Deeper(path, () => Entry(arguments, path));

    private Codec Entry(Type[] arguments, string path)
    {
        // An entry is a record of its own: what refers out of it counts it.
        _around.Add((typeof(EntryCodec<,>), new RecordPlace()));
        var entry = Make(typeof(EntryCodec<,>), arguments, Build(arguments[0], path + ".Key"), Build(arguments[1], path + ".Value"));
        _around.RemoveAt(_around.Count - 1);
        return entry;
    }

    private Codec? BuildBack(Type type)
    {
        var at = _around.FindLastIndex(one => one.Type == type);
        return at < 0 ? null : Make(typeof(BackCodec<>), [type], _around[at].Place, new ReferenceSchema(_around.Count - at));
    }

    private Codec BuildRecord(Type type, string path)
    {
        var shape = TypeShape.TryFind(type, out var problem) ?? throw Unusable(path, type, problem!);
        var place = new RecordPlace();
        _around.Add((type, place));
        var members = new Dictionary<string, Codec>();
        foreach (var member in shape.Members)
        {
            var at = $"{path}.{member.Name}";
            members.Add(member.Name, Convertible(Build(member.Type, at), member.Type, at, member.Converters));
        }

        _around.RemoveAt(_around.Count - 1);
        return place.Codec = Make(typeof(RecordCodec<>), [type], shape, members);
    }

    private static Codec Convertible(Codec codec, Type type, string path, IReadOnlyList<object> converters)
    {
        if (converters.Count == 0)
        {
            return codec;
        }

        var conversions = Array.CreateInstance(typeof(Conversion<>).MakeGenericType(type), converters.Count);
        for (var i = 0; i < converters.Count; i++)
        {
            conversions.SetValue(ConversionTo(type, path, converters[i]), i);
        }

        return Make(typeof(ConvertibleCodec<>), [type], codec, conversions);
    }

    private static Conversion ConversionTo(Type type, string path, object converter)
    {
        var contract = converter.GetType().GetInterfaces().SingleOrDefault(one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IStateConverter<,>) && one.GetGenericArguments()[1] == type)
            ?? throw Unusable(path, type, $"its converter {TypeNames.Of(converter.GetType())} is no IStateConverter to {TypeNames.Of(type)}");
        var conversion = (Conversion)Activator.CreateInstance(
            typeof(Conversion<,>).MakeGenericType(contract.GetGenericArguments()), converter)!;
        return conversion.Problem is { } problem ? throw Unusable(path, type, problem) : conversion;
    }

    /// <summary>Schemas are bounded in depth, so types are; a generic type could go on for ever.</summary>
    private T Deeper<T>(string path, Func<T> build)
    {
        if (++_levels > SchemaFormat.MaxDepth - 1)
        {
            throw new UnusableTypeException(
                $"'{path}' cannot be written: it lies more than {SchemaFormat.MaxDepth} levels deep in its type.");
        }

        var built = build();
        _levels--;
        return built;
    }

    private static UnusableTypeException Unusable(string path, Type type, string problem) =>
        new($"'{path}' of type {TypeNames.Of(type)} cannot be written: {problem}.");

    private static Codec Make(Type definition, Type[] arguments, params object[] parts) =>
        (Codec)Activator.CreateInstance(definition.MakeGenericType(arguments), parts)!;
}
