using System.Globalization;

namespace ActorStream;

/// <summary>An amount of memory or disk, written in settings as a number and a unit: <c>64KiB</c>, <c>1.5MB</c>, <c>512</c>.</summary>
/// <param name="Bytes">The amount in bytes, never below zero.</param>
/// <remarks>
/// Units: <c>B</c>; powers of 1024 as <c>KiB</c>, <c>MiB</c>, <c>GiB</c>, <c>TiB</c>; powers of 1000 as <c>kB</c>, <c>MB</c>, <c>GB</c>,
/// <c>TB</c>. The case of letters does not matter, so <c>KB</c> is 1000 bytes.
/// </remarks>
public readonly record struct ByteSize(long Bytes) : IComparable<ByteSize>
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000), ("B", 1),
    ];

    /// <summary>That many KiB (1024 bytes each).</summary>
    public static ByteSize KiB(long count) => new(checked(count << 10));

    /// <summary>That many MiB (1024 KiB each).</summary>
    public static ByteSize MiB(long count) => new(checked(count << 20));

    /// <summary>That many GiB (1024 MiB each).</summary>
    public static ByteSize GiB(long count) => new(checked(count << 30));

    /// <summary>The amount in bytes.</summary>
    public static implicit operator long(ByteSize size) => size.Bytes;

    /// <summary>Reads an amount; false if the text is not one, or is more than a long of bytes.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        size = default;
        var (number, unit) = Quantity.Split(text);
        var named = Units.FirstOrDefault(known => unit.Equals(known.Unit, StringComparison.OrdinalIgnoreCase));
        var factor = unit.Length == 0 ? 1 : named.Bytes;
        if (factor == 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        if (count > long.MaxValue / factor)
            return false;
        size = new ByteSize((long)(count * factor));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The amount in the largest binary unit that divides it: <c>64KiB</c>.</summary>
    public override string ToString()
    {
        foreach (var (unit, bytes) in Units)
        {
            if (Bytes >= bytes && Bytes % bytes == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{Bytes / bytes}{unit}");
        }

        return "0B";
    }
}
