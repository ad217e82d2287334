using System.Linq.Expressions;

namespace ActorStream.Backends;

/// <summary>Compiles the hash of a key type from its public shape.</summary>
internal static class KeyHasherCompiler
{
    public static IKeyHasher<TKey>? TryCompile<TKey>(out string? problem)
    {
        problem = null;
        if (typeof(TKey) == typeof(long))
        {
            return (IKeyHasher<TKey>)(object)new Int64KeyHasher();
        }

        if (typeof(TKey) == typeof(int))
        {
            return (IKeyHasher<TKey>)(object)new Int32KeyHasher();
        }

        if (typeof(TKey) == typeof(string))
        {
            return (IKeyHasher<TKey>)(object)new StringKeyHasher();
        }

        try
        {
            var key = Expression.Parameter(typeof(TKey), "key");
            return new CompiledKeyHasher<TKey>(
                Expression.Lambda<Func<TKey, ulong>>(HashOf(key, TypeNames.Of(typeof(TKey)), []), key).Compile());
        }
        catch (UnusableTypeException error)
        {
            problem = error.Message;
            return null;
        }
    }

    private static Expression HashOf(Expression value, string path, IReadOnlyList<Type> within)
    {
        var type = value.Type;
        if (type.IsEnum)
        {
            return HashOf(Expression.Convert(value, Enum.GetUnderlyingType(type)), path, within);
        }

        if (KeyLeaves.For(type) is { } leaf)
        {
            return Expression.Call(leaf, value);
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return Expression.Condition(
                Expression.Property(value, "HasValue"),
                HashOf(Expression.Property(value, "Value"), path, within),
                Expression.Constant(KeyMix.Null));
        }

        if (Refuse(type, within) is { } reason)
        {
            throw new UnusableTypeException($"'{path}' of type {TypeNames.Of(type)} cannot be (part of) a key: {reason}.");
        }

        return HashOfMembers(value, path, [.. within, type]);
    }

    private static Expression HashOfMembers(Expression value, string path, IReadOnlyList<Type> within)
    {
        var type = value.Type;
        var shape = TypeShape.TryFind(type, out var problem)
            ?? throw new UnusableTypeException($"'{path}' of type {TypeNames.Of(type)} cannot be (part of) a key: {problem}.");
        var local = Expression.Variable(type);
        Expression hash = Expression.Constant(KeyMix.Integer((ulong)shape.Members.Count));
        foreach (var member in shape.Members)
        {
            var part = HashOf(Expression.MakeMemberAccess(local, member.Member), $"{path}.{member.Name}", within);
            hash = Expression.Call(typeof(KeyMix), nameof(KeyMix.Combine), null, hash, part);
        }

        if (!type.IsValueType)
        {
            hash = Expression.Condition(
                Expression.ReferenceEqual(local, Expression.Constant(null, type)),
                Expression.Constant(KeyMix.Null),
                type.IsSealed
                    ? hash
                    : Expression.Block(Expression.Call(typeof(KeyHasherCompiler), nameof(RequireExactType), [type], local), hash));
        }

        return Expression.Block([local], Expression.Assign(local, value), hash);
    }

    private static string? Refuse(Type type, IReadOnlyList<Type> within)
    {
        if (within.Contains(type))
        {
            return "the type contains itself";
        }

        if (type == typeof(double) || type == typeof(float) || type == typeof(Half))
        {
            return "floating-point numbers that print alike can differ; round it to a decimal or an integer";
        }

        if (type.IsArray || (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)))
        {
            return "collections compare by reference, not by what is in them; use a string or a record";
        }

        return TypeShape.ComparesByMembers(type)
            ? null
            : "its equality is not known to be by members; use an integer, enum, string, Guid, decimal, date or time, or a tuple, record or "
            + "record struct of these without an Equals of its own";
    }

    public static void RequireExactType<T>(T value)
        where T : class
    {
        if (value.GetType() != typeof(T))
        {
            throw new InvalidOperationException(
                $"A key of type {TypeNames.Of(value.GetType())} was given where {TypeNames.Of(typeof(T))} is declared. Seal the key type.");
        }
    }
}
