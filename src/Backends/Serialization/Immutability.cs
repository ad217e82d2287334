using System.Reflection;

namespace ActorStream.Backends;

/// <summary>
/// Which types are proven not to change once made: their values can be shared with a snapshot. Scalars and strings are; a struct is if its
/// fields are (it is copied with the page); a class is if each field is read-only and itself proven; immutable collections are if their
/// items are.
/// </summary>
internal static class Immutability
{
    public static bool IsProven<T>() => Cache<T>.Proven;

    private static bool IsProven(Type type, IReadOnlyList<Type> within)
    {
        if (type.IsPrimitive || type.IsEnum || ScalarCodecs.For(type) is not null)
        {
            return true;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return IsProven(value, within);
        }

        if (within.Contains(type))
        {
            // Nothing around it speaks against the type so far; what does will be found there.
            return true;
        }

        if (Collections.IsImmutable(type))
        {
            return type.GetGenericArguments().All(item => IsProven(item, within));
        }

        if (type.IsArray || type.IsInterface || type.IsAbstract || type.IsPointer || type == typeof(object)
            || typeof(Delegate).IsAssignableFrom(type))
        {
            return false;
        }

        // A field of a class may be typed by an unsealed class that a mutable one derives from; the codec refuses to write such a value.
        return AllFields(type).All(field => (type.IsValueType || field.IsInitOnly) && IsProven(field.FieldType, [.. within, type]));
    }

    private static IEnumerable<FieldInfo> AllFields(Type type)
    {
        for (var level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (var field in level.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    private static class Cache<T>
    {
        public static readonly bool Proven = IsProven(typeof(T), []);
    }
}
