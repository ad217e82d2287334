namespace ActorStream.Hosting.Configuration.Hocon;

internal enum HoconTokenKind
{
    /// <summary>Unquoted text without blanks; numbers, true, false and null too.</summary>
    Text,

    /// <summary>A quoted string, its escapes resolved.</summary>
    Quoted,

    /// <summary>Blanks within a line; they matter between two parts of a value.</summary>
    Blank,
    NewLine,
    Comma,

    /// <summary><c>=</c> or <c>:</c></summary>
    Assign,

    /// <summary><c>+=</c></summary>
    Append,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,

    /// <summary><c>${</c></summary>
    OpenReference,

    /// <summary><c>${?</c></summary>
    OpenOptionalReference,
    End,
}

/// <summary>A word of a HOCON text: what it is, its text as written (for a quoted string its content), and where it begins.</summary>
internal readonly record struct HoconToken(HoconTokenKind Kind, string Text, HoconLocation Location)
{
    /// <summary>How an error speaks of it.</summary>
    internal string Description => Kind switch
    {
        HoconTokenKind.End => "the end of the text",
        HoconTokenKind.NewLine => "the end of the line",
        HoconTokenKind.Blank => "a blank",
        HoconTokenKind.Quoted => $"\"{Text}\"",
        _ => $"'{Text}'",
    };
}
