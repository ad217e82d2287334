using System.Linq.Expressions;

namespace ActorStream.Backends;

/// <summary>
/// A total order of the values of a key type, in which two are the same exactly if they are equal: by value for what has an order of its
/// own, for
/// strings by UTF-16 unit, member by member for the rest. The same in every process and release.
/// </summary>
/// <remarks>
/// A <see cref="Guid"/> is ordered as it is written, digit by digit; dates and times by their instant; an enum by its number. A backend
/// whose order is
/// that of bytes has to write sorted map keys such that both orders are the same.
/// </remarks>
internal static class KeyOrder
{
    /// <summary>Whether users may rely on the order: ranges of a map are iterated over such keys only.</summary>
    public static bool Has<T>() =>
        typeof(T) == typeof(string) || typeof(T).IsEnum || (typeof(T).IsValueType && KeyLeaves.For(typeof(T)) is not null);

    /// <summary>The order; null where it is <see cref="Comparer{T}.Default"/>, which the compiler inlines.</summary>
    /// <exception cref="UnusableTypeException">The type cannot be a key.</exception>
    public static IComparer<T>? For<T>() => Cache<T>.Comparer;

    private static IComparer<T>? Make<T>()
    {
        if (KeyHash.Problem<T>() is { } problem)
        {
            throw new UnusableTypeException(problem);
        }

        if (typeof(T) == typeof(string))
        {
            return (IComparer<T>)StringComparer.Ordinal;
        }

        if (Has<T>())
        {
            return null;
        }

        var (x, y) = (Expression.Parameter(typeof(T), "x"), Expression.Parameter(typeof(T), "y"));
        return Comparer<T>.Create(Expression.Lambda<Comparison<T>>(Compare(x, y), x, y).Compile());
    }

    /// <summary>Less than zero, zero or more, of two values of one type; nulls come first.</summary>
    private static Expression Compare(Expression x, Expression y)
    {
        var type = x.Type;
        if (type == typeof(string))
        {
            return Expression.Call(typeof(string), nameof(string.CompareOrdinal), null, x, y);
        }

        if (type.IsEnum)
        {
            var number = Enum.GetUnderlyingType(type);
            return Compare(Expression.Convert(x, number), Expression.Convert(y, number));
        }

        if (KeyLeaves.For(type) is not null)
        {
            return Expression.Call(x, nameof(IComparable.CompareTo), null, y);
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return NullsFirst(
                Expression.Not(Expression.Property(x, "HasValue")),
                Expression.Not(Expression.Property(y, "HasValue")),
                Compare(Expression.Property(x, "Value"), Expression.Property(y, "Value")));
        }

        var byMembers = ByMembers(x, y);
        var none = Expression.Constant(null, typeof(object));
        return type.IsValueType ? byMembers : NullsFirst(Expression.ReferenceEqual(x, none), Expression.ReferenceEqual(y, none), byMembers);
    }

    private static Expression ByMembers(Expression x, Expression y)
    {
        Expression compare = Expression.Constant(0);
        foreach (var member in TypeShape.TryFind(x.Type, out _)!.Members.Reverse())
        {
            var first = Expression.Variable(typeof(int));
            compare = Expression.Block(
                [first],
                Expression.Assign(
                    first, Compare(Expression.MakeMemberAccess(x, member.Member), Expression.MakeMemberAccess(y, member.Member))),
                Expression.Condition(Expression.Equal(first, Expression.Constant(0)), compare, first));
        }

        return compare;
    }

    private static Expression NullsFirst(Expression xIsNull, Expression yIsNull, Expression compare) => Expression.Condition(
        xIsNull,
        Expression.Condition(yIsNull, Expression.Constant(0), Expression.Constant(-1)),
        Expression.Condition(yIsNull, Expression.Constant(1), compare));

    private static class Cache<T>
    {
        public static readonly IComparer<T>? Comparer = Make<T>();
    }
}
