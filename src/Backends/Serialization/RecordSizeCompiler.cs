using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>Compiles the weight of what a value refers to. Figures are those of a 64-bit process.</summary>
internal static class RecordSizeCompiler
{
    private const int ObjectHeaderBytes = 16;
    private const int UnknownBytes = 64;
    private const int MostNested = 500;

    /// <summary>Objects weighed so far within one of their type. Of the thread.</summary>
    [ThreadStatic]
    private static int _nested;

    /// <summary>Answers <c>null</c> if values of the type refer to nothing.</summary>
    public static Func<T, long>? Compile<T>()
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return null;
        }

        var value = Expression.Parameter(typeof(T), "value");
        return Expression.Lambda<Func<T, long>>(Beyond(value, []) ?? Expression.Constant(0L), value).Compile();
    }

    /// <summary>An object within another of its type. Their number is bounded, since they may refer to each other in a circle.</summary>
    public static long OfNested<T>(T value)
        where T : class
    {
        if (value is null)
        {
            return 0;
        }

        if (_nested >= MostNested)
        {
            return UnknownBytes;
        }

        var outermost = _nested == 0;
        _nested++;
        try
        {
            return RecordSize<T>.OfReferenced(value);
        }
        finally
        {
            _nested = outermost ? 0 : _nested;
        }
    }

    /// <summary>A collection whose insides are not looked into: so much per item.</summary>
    public static long OfCollection<T>(IEnumerable<T>? items) => items switch
    {
        null => 0,
        IReadOnlyCollection<T> known => (2 * ObjectHeaderBytes) + ((long)known.Count * (Unsafe.SizeOf<T>() + BytesPerItem<T>())),
        ICollection<T> known => (2 * ObjectHeaderBytes) + ((long)known.Count * (Unsafe.SizeOf<T>() + BytesPerItem<T>())),
        _ => UnknownBytes,
    };

    private static int BytesPerItem<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? UnknownBytes : ObjectHeaderBytes;

    public static long OfString(string? value) => value is null ? 0 : ObjectHeaderBytes + 6 + (2L * value.Length);

    public static long OfArray<T>(T[]? items, Func<T, long>? beyond) =>
        items is null ? 0 : ObjectHeaderBytes + 8 + ((long)items.Length * Unsafe.SizeOf<T>()) + Sum(items, beyond);

    public static long OfList<T>(List<T>? items, Func<T, long>? beyond) =>
        items is null ? 0 : (2 * ObjectHeaderBytes) + 24 + ((long)items.Capacity * Unsafe.SizeOf<T>())
            + Sum(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(items), beyond);

    public static long OfDictionary<TKey, TValue>(Dictionary<TKey, TValue>? items, Func<TKey, long>? keys, Func<TValue, long>? values)
        where TKey : notnull
    {
        if (items is null)
        {
            return 0;
        }

        var bytes = 128 + ((long)items.Count * (Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>() + 12));
        if (keys is not null || values is not null)
        {
            foreach (var (key, value) in items)
            {
                bytes += (keys?.Invoke(key) ?? 0) + (values?.Invoke(value) ?? 0);
            }
        }

        return bytes;
    }

    private static long Sum<T>(ReadOnlySpan<T> items, Func<T, long>? beyond)
    {
        long bytes = 0;
        if (beyond is not null)
        {
            foreach (ref readonly var item in items)
            {
                bytes += beyond(item);
            }
        }

        return bytes;
    }

    /// <summary>What the value refers to, in bytes; <c>null</c> for nothing.</summary>
    private static Expression? Beyond(Expression value, IReadOnlyList<Type> within)
    {
        var type = value.Type;
        if (type == typeof(string))
        {
            return Call(nameof(OfString), [], value);
        }

        if (!HasReferences(type))
        {
            return null;
        }

        if (within.Contains(type))
        {
            return type.IsValueType ? Expression.Constant((long)UnknownBytes) : Call(nameof(OfNested), [type], value);
        }

        if (Collections.Contains(type) && !IsLookedInto(type))
        {
            return Call(nameof(OfCollection), [ItemOf(type)], value);
        }

        if (type.IsInterface || type.IsAbstract || type.IsPointer || type == typeof(object)
            || typeof(Delegate).IsAssignableFrom(type))
        {
            return Expression.Constant((long)UnknownBytes);
        }

        if (type.IsSZArray)
        {
            var element = type.GetElementType()!;
            return Call(nameof(OfArray), [element], value, Walker(element, within));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var element = type.GetGenericArguments()[0];
            return Call(nameof(OfList), [element], value, Walker(element, within));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var arguments = type.GetGenericArguments();
            return Call(nameof(OfDictionary), arguments, value, Walker(arguments[0], within), Walker(arguments[1], within));
        }

        return BeyondFields(value, [.. within, type]);
    }

    /// <summary>Collections that are weighed item by item: by a method of their own, or field by field.</summary>
    private static bool IsLookedInto(Type type) => type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(List<>) || definition == typeof(Dictionary<,>) || definition == typeof(HashSet<>));

    private static Type ItemOf(Type collection) => collection.GetGenericArguments() is [var item]
        ? item
        : typeof(KeyValuePair<,>).MakeGenericType(collection.GetGenericArguments());

    private static Expression BeyondFields(Expression value, IReadOnlyList<Type> within)
    {
        var type = value.Type;
        var local = Expression.Variable(type);
        long own = type.IsValueType ? 0 : ObjectHeaderBytes;
        Expression sum = Expression.Constant(0L);
        foreach (var field in TypeShape.InstanceFields(type))
        {
            own += type.IsValueType ? 0 : SizeOf(field.FieldType);
            if (Beyond(Expression.Field(local, field), within) is { } beyond)
            {
                sum = Expression.Add(sum, beyond);
            }
        }

        sum = Expression.Add(sum, Expression.Constant(own));
        if (!type.IsValueType)
        {
            sum = Expression.Condition(Expression.ReferenceEqual(local, Expression.Constant(null, type)), Expression.Constant(0L), sum);
        }

        return Expression.Block([local], Expression.Assign(local, value), sum);
    }

    private static Expression Walker(Type element, IReadOnlyList<Type> within)
    {
        var delegateType = typeof(Func<,>).MakeGenericType(element, typeof(long));
        var item = Expression.Parameter(element, "item");
        return Beyond(item, within) is { } beyond
            ? Expression.Constant(Expression.Lambda(delegateType, beyond, item).Compile(), delegateType)
            : Expression.Constant(null, delegateType);
    }

    private static Expression Call(string method, Type[] arguments, params Expression[] values)
    {
        var definition = typeof(RecordSizeCompiler).GetMethod(method)!;
        return Expression.Call(arguments.Length == 0 ? definition : definition.MakeGenericMethod(arguments), values);
    }

    private static bool HasReferences(Type type) => !type.IsValueType || (bool)Ask(nameof(HasReferencesOf), type);

    private static int SizeOf(Type type) => type.IsValueType ? (int)Ask(nameof(SizeInMemoryOf), type) : IntPtr.Size;

    private static object Ask(string method, Type type) =>
        typeof(RecordSizeCompiler).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(null, null)!;

    private static bool HasReferencesOf<T>() => RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    private static int SizeInMemoryOf<T>() => Unsafe.SizeOf<T>();
}
