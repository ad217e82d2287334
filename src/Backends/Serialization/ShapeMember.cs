using System.Linq.Expressions;
using System.Reflection;

namespace ActorStream.Backends;

/// <summary>A part of a type's public shape.</summary>
/// <param name="Name">Its name, which is also its name in the schema.</param>
/// <param name="Type">Its type.</param>
/// <param name="Member">The public field or property that reads it.</param>
/// <param name="TakenBy">The constructor parameter that takes it; null if it is assigned.</param>
internal sealed record ShapeMember(string Name, Type Type, MemberInfo Member, ParameterInfo? TakenBy)
{
    /// <summary>Position of the constructor parameter; -1 if it is assigned.</summary>
    public int Parameter => TakenBy?.Position ?? -1;

    /// <summary>What it was called before.</summary>
    public IReadOnlyList<string> FormerNames { get; } = [.. Attributes<FormerlyNamedAttribute>(Member, TakenBy).Select(one => one.Name)];

    /// <summary>The converters that stand on it.</summary>
    public IReadOnlyList<object> Converters { get; } =
        [.. Attributes<ConvertedByAttribute>(Member, TakenBy).Select(one => one.NewConverter())];

    /// <summary>What its parameter gets if nothing was written for it: the parameter's own default, if it has one.</summary>
    public Expression Default
    {
        get
        {
            var value = TakenBy is { HasDefaultValue: true } ? TakenBy.DefaultValue : null;
            return value is null ? Expression.Default(Type)
                : Nullable.GetUnderlyingType(Type) is { IsEnum: true } type ? Expression.Convert(Expression.Constant(Enum.ToObject(type, value)), Type)
                : value.GetType() == Type ? Expression.Constant(value)
                : Expression.Convert(Expression.Constant(value), Type);
        }
    }

    private static IEnumerable<T> Attributes<T>(MemberInfo member, ParameterInfo? parameter)
        where T : Attribute =>
        member.GetCustomAttributes<T>().Concat(parameter?.GetCustomAttributes<T>() ?? []);
}
