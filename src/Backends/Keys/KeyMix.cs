using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorStream.Backends;

/// <summary>
/// The arithmetic of key hashes. Every constant and every step is part of the snapshot format and of routing between nodes:
/// golden values pin them.
/// </summary>
internal static class KeyMix
{
    private const ulong S0 = 0xA0761D6478BD642F;
    private const ulong S1 = 0xE7037ED1A0B428DB;
    private const ulong S2 = 0x8EBC6AF09C88C6E3;
    private const ulong M0 = 0xBF58476D1CE4E5B9;
    private const ulong M1 = 0x94D049BB133111EB;

    /// <summary>The hash of a null: of a nullable key, or of a null member.</summary>
    public const ulong Null = 0x589965CC75374CC3;

    /// <summary>
    /// A bijection (two rounds of multiply and shift), so that distinct integers never collide but for the one that would hash to 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Integer(ulong value)
    {
        var h = value + S1;
        h = (h ^ (h >> 30)) * M0;
        h = (h ^ (h >> 27)) * M1;
        return NeverZero(h ^ (h >> 31));
    }

    /// <summary>Folds the next part of a composite key into its hash; the order of parts matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong part) => NeverZero(Multiply(hash ^ S2, part ^ S0) ^ hash);

    /// <summary>wyhash's scheme over UTF-16 little-endian: 16 bytes a step, the last 16 bytes overlap.</summary>
    public static ulong String(string? value) =>
        value is null ? Null : Bytes(MemoryMarshal.AsBytes(value.AsSpan()));

    public static ulong Bytes(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        var seed = S0;
        ulong a = 0, b = 0;
        if (length > 16)
        {
            var rest = bytes;
            for (; rest.Length > 16; rest = rest[16..])
            {
                seed = Multiply(Word(rest) ^ S1, Word(rest[8..]) ^ seed);
            }

            a = Word(bytes[(length - 16)..]);
            b = Word(bytes[(length - 8)..]);
        }
        else if (length >= 8)
        {
            a = Word(bytes);
            b = Word(bytes[(length - 8)..]);
        }
        else if (length >= 4)
        {
            a = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(length - 4)..]);
        }
        else if (length > 0)
        {
            a = ((ulong)bytes[0] << 16) | ((ulong)bytes[length >> 1] << 8) | bytes[length - 1];
        }

        return NeverZero(Multiply(S1 ^ (ulong)length, Multiply(a ^ S1, b ^ seed)));
    }

    /// <summary>
    /// The hash of a whole key. Its two lowest bits are 0, left to tables to mark entries with; no hash is 0, which marks an empty slot.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfKey(ulong hash) => hash > 3 ? hash & ~3UL : 4;

    /// <summary>The hashes of eight keys that are integers: <see cref="OfKey"/> of <see cref="Integer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> OfIntegerKeys(Vector512<ulong> values)
    {
        var h = values + Vector512.Create(S1);
        h = (h ^ (h >>> 30)) * Vector512.Create(M0);
        h = (h ^ (h >>> 27)) * Vector512.Create(M1);
        h = (h ^ (h >>> 31)) & Vector512.Create(~3UL);
        return Vector512.ConditionalSelect(Vector512.Equals(h, Vector512<ulong>.Zero), Vector512.Create(4UL), h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NeverZero(ulong hash) => hash == 0 ? 1 : hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Multiply(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
