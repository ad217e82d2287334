using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>
/// The hashes of the types that keys are made of. Two values that are equal hash alike, and so do equal integers of different width, so
/// that widening a key keeps its place.
/// </summary>
internal static class KeyLeaves
{
    private static readonly Dictionary<Type, MethodInfo> ByType = typeof(KeyLeaves).GetMethods()
        .Where(method => method.Name == nameof(Hash))
        .ToDictionary(method => method.GetParameters()[0].ParameterType);

    public static MethodInfo? For(Type type) => ByType.GetValueOrDefault(type);

    public static ulong Hash(bool value) => KeyMix.Integer(value ? 1UL : 0UL);

    public static ulong Hash(char value) => KeyMix.Integer(value);

    public static ulong Hash(byte value) => KeyMix.Integer(value);

    public static ulong Hash(ushort value) => KeyMix.Integer(value);

    public static ulong Hash(uint value) => KeyMix.Integer(value);

    public static ulong Hash(ulong value) => KeyMix.Integer(value);

    public static ulong Hash(sbyte value) => Hash((long)value);

    public static ulong Hash(short value) => Hash((long)value);

    public static ulong Hash(int value) => Hash((long)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(long value) => KeyMix.Integer((ulong)value);

    public static ulong Hash(UInt128 value) => KeyMix.Combine(KeyMix.Integer((ulong)value), KeyMix.Integer((ulong)(value >> 64)));

    public static ulong Hash(Int128 value) => Hash((UInt128)value);

    public static ulong Hash(string? value) => KeyMix.String(value);

    public static ulong Hash(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        return KeyMix.Bytes(bytes);
    }

    /// <summary>By the instant's ticks alone: equality of <see cref="DateTime"/> does not look at the kind.</summary>
    public static ulong Hash(DateTime value) => Hash(value.Ticks);

    /// <summary>By the UTC instant alone, as its equality.</summary>
    public static ulong Hash(DateTimeOffset value) => Hash(value.UtcTicks);

    public static ulong Hash(DateOnly value) => Hash(value.DayNumber);

    public static ulong Hash(TimeOnly value) => Hash(value.Ticks);

    public static ulong Hash(TimeSpan value) => Hash(value.Ticks);

    /// <summary>Without trailing zeros and without the sign of zero: 1.0 equals 1.00.</summary>
    public static ulong Hash(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var mantissa = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var scale = (bits[3] >> 16) & 0xFF;
        for (; scale > 0 && mantissa % 10 == 0; scale--)
        {
            mantissa /= 10;
        }

        var sign = bits[3] < 0 && mantissa != 0 ? 1UL << 32 : 0;
        return KeyMix.Combine(Hash(mantissa), KeyMix.Integer(sign | (uint)(mantissa == 0 ? 0 : scale)));
    }
}
