using System.Buffers.Binary;

namespace ActorStream.Tests.Fuzz;

/// <summary>Changes valid bytes a little, as the seed chooses: the same seed, the same bytes.</summary>
internal sealed class Mutation(ulong seed)
{
    private static readonly long[] Interesting =
    [
        0, 1, -1, 2, 3, 7, 15, 16, 62, 63, 64, 65, 127, 128, 255, 256, 500, 501, 1000, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFF,
        0x7FFFFFFF,
        0x80000000, 0xFFFFFFFF, 0x100000000, long.MaxValue, long.MinValue, 0x2BCA2875F4373FFF, 0x2BCA2875F4374000,
    ];

    private ulong _state = seed;

    /// <summary>A number below a bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <param name="valid">What to start from.</param>
    /// <param name="other">What to splice with.</param>
    /// <param name="pieces">What to put in, if anything.</param>
    public byte[] Of(byte[] valid, byte[] other, IReadOnlyList<byte[]> pieces)
    {
        if (Below(32) == 0)
        {
            return Random(Below(64));
        }

        var bytes = valid.ToArray();
        for (var changes = 1 + Below(Below(4) == 0 ? 16 : 3); changes > 0; changes--)
        {
            bytes = Change(bytes, other, pieces);
        }

        return bytes;
    }

    private byte[] Change(byte[] bytes, byte[] other, IReadOnlyList<byte[]> pieces)
    {
        if (bytes.Length == 0)
        {
            return Random(1 + Below(16));
        }

        var at = Below(bytes.Length);
        switch (Below(pieces.Count > 0 ? 12 : 10))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << Below(8));
                return bytes;
            case 2:
                bytes[at] = (byte)Next();
                return bytes;
            case 3 or 4:
                bytes[at] = (byte)Interesting[Below(Interesting.Length)];
                return bytes;
            case 5:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(number, Interesting[Below(Interesting.Length)]);
                number.AsSpan(0, Math.Min(bytes.Length - at, 1 << Below(4))).CopyTo(bytes.AsSpan(at));
                return bytes;
            case 6:
                return bytes[..at];
            case 7:
                return [.. bytes[..at], .. Random(1 + Below(8)), .. bytes[at..]];
            case 8:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + 1 + Below(16))..]];
            case 9 when Below(2) == 0:
                var from = Below(bytes.Length);
                return [.. bytes[..at], .. bytes[from..Math.Min(bytes.Length, from + 64)], .. bytes[at..]];
            case 9:
                return [.. bytes[..at], .. other[Below(other.Length + 1)..]];
            default:
                var piece = pieces[Below(pieces.Count)];
                return [.. bytes[..at], .. piece, .. bytes[Math.Min(bytes.Length, at + Below(2 * piece.Length))..]];
        }
    }

    private byte[] Random(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = Below(2) == 0 ? (byte)Below(8) : (byte)Next();
        }

        return bytes;
    }

    /// <summary>SplitMix64.</summary>
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
