using System.Globalization;
using System.Text;

namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>Cuts a HOCON text into tokens. Comments vanish here.</summary>
internal sealed class HoconTokenizer(string source, string text)
{
    private const string NotInUnquoted = "$\"{}[]:=,+#`^?!@*&\\";

    private int _at;
    private int _line = 1;
    private int _lineStart;

    internal static List<HoconToken> Tokenize(string source, string text)
    {
        var tokenizer = new HoconTokenizer(source, text);
        var tokens = new List<HoconToken>();
        do
        {
            tokens.Add(tokenizer.Next());
        }
        while (tokens[^1].Kind != HoconTokenKind.End);
        return tokens;
    }

    private HoconLocation Here => new(source, _line, _at - _lineStart + 1);

    private char Current => Peek(0);

    private bool IsComment => Current == '#' || (Current == '/' && Peek(1) == '/');

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private HoconToken Next()
    {
        if (IsComment)
            SkipComment();
        var start = Here;
        if (_at >= text.Length)
            return new HoconToken(HoconTokenKind.End, "", start);
        return Current switch
        {
            '\n' => NewLine(start),
            var c when IsBlank(c) => new HoconToken(HoconTokenKind.Blank, TakeWhile(IsBlank), start),
            '{' => Symbol(HoconTokenKind.OpenBrace, 1),
            '}' => Symbol(HoconTokenKind.CloseBrace, 1),
            '[' => Symbol(HoconTokenKind.OpenBracket, 1),
            ']' => Symbol(HoconTokenKind.CloseBracket, 1),
            ',' => Symbol(HoconTokenKind.Comma, 1),
            '=' or ':' => Symbol(HoconTokenKind.Assign, 1),
            '+' when Peek(1) == '=' => Symbol(HoconTokenKind.Append, 2),
            '$' when Peek(1) == '{' && Peek(2) == '?' => Symbol(HoconTokenKind.OpenOptionalReference, 3),
            '$' when Peek(1) == '{' => Symbol(HoconTokenKind.OpenReference, 2),
            '"' when Peek(1) == '"' && Peek(2) == '"' => RawString(start),
            '"' => QuotedString(start),
            _ => Unquoted(start),
        };
    }

    private HoconToken Symbol(HoconTokenKind kind, int length)
    {
        var token = new HoconToken(kind, text.Substring(_at, length), Here);
        _at += length;
        return token;
    }

    private HoconToken NewLine(HoconLocation start)
    {
        StartLineAfter();
        return new HoconToken(HoconTokenKind.NewLine, "\n", start);
    }

    private void StartLineAfter()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private void SkipComment()
    {
        while (_at < text.Length && Current != '\n')
            _at++;
    }

    private string TakeWhile(Func<char, bool> belongs)
    {
        var from = _at;
        while (_at < text.Length && belongs(Current))
            _at++;
        return text[from.._at];
    }

    private HoconToken Unquoted(HoconLocation start)
    {
        var from = _at;
        TakeNumber();
        while (_at < text.Length && !IsBlank(Current) && Current != '\n' && !NotInUnquoted.Contains(Current) && !IsComment)
            _at++;
        if (_at == from)
            throw new HoconException(start, $"'{Current}' may stand only within quotes");
        return new HoconToken(HoconTokenKind.Text, text[from.._at], start);
    }

    /// <summary>Steps over a number, since its exponent may have the '+' that no other unquoted text has.</summary>
    private void TakeNumber()
    {
        if (!char.IsAsciiDigit(Current) && Current != '-')
            return;
        _at++;
        TakeWhile(c => char.IsAsciiDigit(c) || c == '.');
        if (Current is 'e' or 'E' && Peek(1) == '+' && char.IsAsciiDigit(Peek(2)))
            _at += 2;
    }

    private HoconToken RawString(HoconLocation start)
    {
        _at += 3;
        var from = _at;
        var end = text.IndexOf("\"\"\"", _at, StringComparison.Ordinal);
        if (end < 0)
            throw new HoconException(start, "this string has no closing \"\"\"");
        while (end + 3 < text.Length && text[end + 3] == '"')
            end++; // quotes before the closing three belong to the string
        while (_at < end + 3)
        {
            if (Current == '\n')
                StartLineAfter();
            else
                _at++;
        }

        return new HoconToken(HoconTokenKind.Quoted, text[from..end], start);
    }

    private HoconToken QuotedString(HoconLocation start)
    {
        var content = new StringBuilder();
        _at++;
        while (Current != '"')
        {
            if (_at >= text.Length || Current == '\n')
                throw new HoconException(start, "this string has no closing quote on its line");
            if (Current == '\\')
                content.Append(Escape());
            else
                content.Append(text[_at++]);
        }

        _at++;
        return new HoconToken(HoconTokenKind.Quoted, content.ToString(), start);
    }

    private char Escape()
    {
        var start = Here;
        var letter = Peek(1);
        _at += 2;
        return letter switch
        {
            '"' or '\\' or '/' => letter,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => UnicodeEscape(start),
            _ => throw new HoconException(start, $"'\\{letter}' is no escape; those are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
        };
    }

    private char UnicodeEscape(HoconLocation start)
    {
        if (_at + 4 > text.Length
            || !ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw new HoconException(start, "\\u needs four hexadecimal digits");
        _at += 4;
        return (char)code;
    }

    private static bool IsBlank(char c) => c != '\n' && (char.IsWhiteSpace(c) || c is '\uFEFF' or (>= '\u001C' and <= '\u001F'));
}
