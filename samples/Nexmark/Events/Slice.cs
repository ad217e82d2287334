namespace Nexmark;

/// <summary>A part of a text that is not copied.</summary>
/// <param name="Text">The text.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="Length">How long it is.</param>
public readonly record struct Slice(string Text, int Start, int Length) : IFormattable
{
    /// <summary>Its characters.</summary>
    public ReadOnlySpan<char> Span => Text.AsSpan(Start, Length);

    /// <summary>Whether both read the same.</summary>
    public bool Equals(Slice other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Span);

    /// <inheritdoc/>
    public override string ToString() => Span.ToString();

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? provider) => ToString();
}
