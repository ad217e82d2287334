using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// The public shape of a record, class or struct: a constructor, and the public members through which each of its instance fields can be
/// read and given back. Members are ordered by name, so that moving a line of source changes nothing.
/// </summary>
internal sealed record TypeShape(Type Type, ConstructorInfo? Constructor, IReadOnlyList<ShapeMember> Members)
{
    private const BindingFlags Public = BindingFlags.Instance | BindingFlags.Public;
    private const BindingFlags Declared = Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Answers the shape, or <c>null</c> and what is wrong, as the rest of a sentence about the type.</summary>
    public static TypeShape? TryFind(Type type, out string? problem)
    {
        problem = type switch
        {
            { IsInterface: true } or { IsAbstract: true } => "an interface or abstract class has no shape of its own; use a concrete type",
            { IsArray: true } => "an array of several dimensions cannot be written; use an array of arrays",
            { IsPointer: true } or { IsByRefLike: true } => "pointers and ref structs cannot be kept",
            _ when typeof(Delegate).IsAssignableFrom(type) => "a delegate cannot be written",
            _ when type == typeof(object) => "an object says nothing about what it holds; use a concrete type",
            _ => null,
        };
        if (problem is not null)
        {
            return null;
        }

        var readable = Readable(type);
        var fields = InstanceFields(type);
        problem = $"it has no public constructor whose parameters are all public members of it (or that takes none), through which "
            + $"every field could be given back; the members are {string.Join(", ", readable.Select(member => member.Name))}";
        foreach (var constructor in Constructors(type))
        {
            var members = Match(constructor, readable);
            if (members is null)
            {
                continue;
            }

            var lost = fields.FirstOrDefault(field => !members.Any(member => Backs(field, member)));
            if (lost is null)
            {
                var shape = new TypeShape(type, constructor, members);
                problem = shape.ProblemOfNames();
                return problem is null ? shape : null;
            }

            problem = $"its field '{lost.Name}' cannot be given back through a public constructor parameter, settable property or field "
                + "of that name; make it one, or mark it [NonSerialized] if it need not survive";
        }

        return null;
    }

    /// <summary>The member that a written field goes to: the one of that name, else the one formerly so named; null if there is
    /// none.</summary>
    public ShapeMember? MemberOf(string field, RecordSchema written)
    {
        var member = Members.FirstOrDefault(one => one.Name == field);
        return member ?? Members.FirstOrDefault(
            one => one.FormerNames.Contains(field) && written.Fields.All(other => other.Name != one.Name));
    }

    private string? ProblemOfNames()
    {
        foreach (var name in Members.SelectMany(member => member.FormerNames))
        {
            var claimed = Members.Where(member => member.Name == name || member.FormerNames.Contains(name))
                .Select(member => member.Name).ToList();
            if (claimed.Count > 1)
            {
                return $"the name '{name}' belongs to {string.Join(" and ", claimed)}: a former name must be that of one member alone";
            }
        }

        return null;
    }

    /// <summary>Every instance field of a type and its bases that is not marked as not serialized.</summary>
    public static List<FieldInfo> InstanceFields(Type type)
    {
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            fields.AddRange(level.GetFields(Declared).Where(field => !field.IsDefined(typeof(NonSerializedAttribute))));
        }

        return fields;
    }

    private static List<MemberInfo> Readable(Type type)
    {
        var properties = type.GetProperties(Public)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0);
        return
        [
            .. properties.Concat<MemberInfo>(type.GetFields(Public).Where(field => !field.IsDefined(typeof(NonSerializedAttribute))))
                .GroupBy(member => member.Name).Select(same => same.First())
                .OrderBy(member => member.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The constructors to try, those with most parameters first; a struct can also do without (null).</summary>
    private static IEnumerable<ConstructorInfo?> Constructors(Type type)
    {
        IEnumerable<ConstructorInfo?> declared = type.GetConstructors(Public).OrderByDescending(one => one.GetParameters().Length);
        return type.IsValueType ? declared.Append(null) : declared;
    }

    private static List<ShapeMember>? Match(ConstructorInfo? constructor, List<MemberInfo> readable)
    {
        var parameters = constructor?.GetParameters() ?? [];
        var taken = new Dictionary<MemberInfo, int>();
        foreach (var parameter in parameters)
        {
            var member = readable.Find(one =>
                string.Equals(one.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && TypeOf(one) == parameter.ParameterType);
            if (member is null || !taken.TryAdd(member, parameter.Position))
            {
                return null;
            }
        }

        return
        [
            .. readable.Where(member => taken.ContainsKey(member) || IsSettable(member))
                .Select(member => new ShapeMember(
                    member.Name, TypeOf(member), member, taken.TryGetValue(member, out var position) ? parameters[position] : null)),
        ];
    }

    /// <summary>Whether giving the member back gives the field back: it is the member, its compiler-made field, or named after
    /// it.</summary>
    private static bool Backs(FieldInfo field, ShapeMember member)
    {
        if (field.Equals(member.Member))
        {
            return true;
        }

        if (field.FieldType != member.Type)
        {
            return false;
        }

        return field.Name.StartsWith($"<{member.Name}>", StringComparison.Ordinal)
            || string.Equals(field.Name.Replace("m_", "", StringComparison.Ordinal).TrimStart('_'), member.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static Type TypeOf(MemberInfo member) =>
        member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    private static bool IsSettable(MemberInfo member) =>
        member is PropertyInfo property ? property.SetMethod is { IsPublic: true } : !((FieldInfo)member).IsInitOnly;

    /// <summary>Whether the compiler wrote the type's equality, member by member: it is a record or a value tuple.</summary>
    public static bool ComparesByMembers(Type type)
    {
        if (type.IsGenericType && typeof(ITuple).IsAssignableFrom(type) && type.IsValueType)
        {
            return true;
        }

        var print = type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        var equals = type.GetMethod("Equals", [type]);
        return print is not null && equals is not null && equals.IsDefined(typeof(CompilerGeneratedAttribute));
    }
}
