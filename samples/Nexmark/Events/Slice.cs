namespace Nexmark;

/// <summary>
/// A part of a text that is there anyway: it is not copied, and being no reference it does not count in the weight of a batch. By
/// default no text at all.
/// </summary>
/// <param name="Of">Which text: zero for none, else what <see cref="Texts"/> and <see cref="Channels"/> say.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="Length">How long it is.</param>
public readonly record struct Slice(short Of, int Start, short Length) : IFormattable
{
    /// <summary>The text with all that events are filled up with.</summary>
    internal const short Pool = 1;

    /// <summary>The text <c>0123456789</c>.</summary>
    internal const short Digits = 2;

    /// <summary>The URL of channel 0; those of the others follow.</summary>
    internal const short Urls = 3;

    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> Span => Of switch
    {
        0 => [],
        Pool => Texts.Pool.AsSpan(Start, Length),
        Digits => "0123456789".AsSpan(Start, Length),
        _ => Channels.Url(Of - Urls).AsSpan(Start, Length),
    };

    /// <summary>Whether both read the same.</summary>
    public bool Equals(Slice other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Span);

    /// <inheritdoc/>
    public override string ToString() => Span.ToString();

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? provider) => ToString();

    /// <summary>A part of the URL of a channel.</summary>
    internal static Slice OfUrl(int channel, int start, int length) => new((short)(Urls + channel), start, (short)length);
}
