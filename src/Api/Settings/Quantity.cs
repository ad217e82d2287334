namespace ActorStream;

/// <summary>Text made of a number and a unit, such as <c>500ms</c> or <c>64 KiB</c>.</summary>
internal static class Quantity
{
    /// <summary>The number and the unit, without the blanks between and around them. Either may be empty.</summary>
    internal static (string Number, string Unit) Split(string text)
    {
        var trimmed = text.Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] == '.'))
            end++;
        return (trimmed[..end], trimmed[end..].TrimStart());
    }
}
