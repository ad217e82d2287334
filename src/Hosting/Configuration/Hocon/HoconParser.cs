using System.Text;

namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>Makes the tree of objects, lists and expressions of one HOCON text.</summary>
internal sealed class HoconParser
{
    /// <summary>Objects and lists may nest this deep; more is an error before it becomes a stack overflow.</summary>
    private const int MaxDepth = 200;

    private readonly HoconSource _source;
    private readonly IReadOnlyList<string> _includedAt;
    private readonly List<HoconToken> _tokens;
    private int _at;
    private int _depth;

    private HoconParser(HoconSource source, IReadOnlyList<string> includedAt)
    {
        _source = source;
        _includedAt = includedAt;
        _tokens = HoconTokenizer.Tokenize(source.Name, source.Text);
    }

    /// <summary>Parses a text whose root is the object at <paramref name="includedAt"/> of the text that includes it.</summary>
    internal static HoconObject Parse(HoconSource source, IReadOnlyList<string> includedAt)
    {
        var parser = new HoconParser(source, includedAt);
        return parser.Root();
    }

    private HoconToken Current => _tokens[_at];

    private HoconObject Root()
    {
        SkipBlanksAndLines();
        var root = new HoconObject(Current.Location);
        if (Current.Kind == HoconTokenKind.OpenBracket)
            throw Unexpected("keys; the root of a settings file is an object, not a list");
        if (Current.Kind == HoconTokenKind.OpenBrace)
        {
            root = Object(_includedAt);
            SkipBlanksAndLines();
        }
        else
        {
            FieldsInto(root, _includedAt, HoconTokenKind.End);
        }

        if (Current.Kind != HoconTokenKind.End)
            throw Unexpected("the end of the text");
        return root;
    }

    private HoconObject Object(IReadOnlyList<string> path)
    {
        Enter();
        var start = Take(HoconTokenKind.OpenBrace, "'{'");
        var result = new HoconObject(start.Location);
        FieldsInto(result, path, HoconTokenKind.CloseBrace);
        Take(HoconTokenKind.CloseBrace, "'}'");
        _depth--;
        return result;
    }

    private void FieldsInto(HoconObject target, IReadOnlyList<string> path, HoconTokenKind end)
    {
        SkipBlanksAndLines();
        while (Current.Kind != end)
        {
            if (Current is { Kind: HoconTokenKind.Text, Text: "include" })
                Include(target, path);
            else
                Field(target, path);
            Separator(end);
        }
    }

    private void Field(HoconObject target, IReadOnlyList<string> path)
    {
        var key = Path("a key");
        var holder = target;
        foreach (var name in key.SkipLast(1))
            holder = InnerObject(holder.FindOrAdd(name));
        var field = holder.FindOrAdd(key[^1]);
        SkipBlanksAndLines();
        IReadOnlyList<string> fieldPath = [.. path, .. key];
        switch (Current.Kind)
        {
            case HoconTokenKind.OpenBrace:
                field.Assign(Value(fieldPath));
                break;
            case HoconTokenKind.Assign:
                _at++;
                field.Assign(Value(fieldPath));
                break;
            case HoconTokenKind.Append:
                var append = _tokens[_at++].Location;
                field.Assign(new HoconAppend(append, Value(fieldPath)));
                break;
            default:
                throw Unexpected($"'=', ':', '+=' or '{{' after the key '{string.Join('.', key)}'");
        }
    }

    /// <summary>The object layer that a dotted key such as <c>a.b = 1</c> writes into.</summary>
    private HoconObject InnerObject(HoconField field)
    {
        if (field.Layers.LastOrDefault() is not HoconObject)
            field.Assign(new HoconObject(Current.Location));
        return (HoconObject)field.Layers[^1];
    }

    private void Include(HoconObject target, IReadOnlyList<string> path)
    {
        var start = Current.Location;
        _at++;
        SkipBlanks();
        var opening = new StringBuilder();
        while (Current.Kind is HoconTokenKind.Text or HoconTokenKind.Blank)
            opening.Append(_tokens[_at++].Text.Trim());
        var kind = opening.ToString();
        if (kind is not ("" or "file(" or "required(" or "required(file("))
            throw new HoconException(
                start, $"include reads files only, as include \"name\", file(\"name\") or required(\"name\"), not '{kind}'");
        var name = Take(HoconTokenKind.Quoted, "a file name in quotes after 'include' (a key of that name must be quoted)");
        var closing = new StringBuilder();
        while (closing.Length < kind.Count(c => c == '('))
        {
            SkipBlanks();
            closing.Append(Take(HoconTokenKind.Text, "')'").Text);
        }

        if (closing.ToString() != new string(')', kind.Count(c => c == '(')))
            throw new HoconException(start, "the parentheses of this include do not match");
        var isRequired = kind.StartsWith("required", StringComparison.Ordinal);
        foreach (var included in _source.Include(name.Text, isRequired, name.Location))
            target.MergeFrom(Parse(included, path));
    }

    private HoconExpression Value(IReadOnlyList<string> path)
    {
        SkipBlanksAndLines();
        var start = Current.Location;
        var parts = new List<HoconExpression>();
        while (Part(path) is { } part)
            parts.Add(part);
        while (parts.Count > 0 && parts[^1] is HoconText { IsBlank: true })
            parts.RemoveAt(parts.Count - 1);
        return parts.Count switch
        {
            0 => throw Unexpected(path.Count == 0 ? "a value" : $"a value for '{string.Join('.', path)}'"),
            1 => parts[0],
            _ => new HoconJoin(start, parts),
        };
    }

    private HoconExpression? Part(IReadOnlyList<string> path)
    {
        var token = Current;
        switch (token.Kind)
        {
            case HoconTokenKind.Text or HoconTokenKind.Quoted or HoconTokenKind.Blank:
                _at++;
                var isBlank = token.Kind == HoconTokenKind.Blank;
                return new HoconText(token.Location, token.Text, token.Kind == HoconTokenKind.Quoted, isBlank);
            case HoconTokenKind.OpenBrace:
                return Object(path);
            case HoconTokenKind.OpenBracket:
                return Array();
            case HoconTokenKind.OpenReference or HoconTokenKind.OpenOptionalReference:
                _at++;
                SkipBlanks();
                var name = Path("a path");
                Take(HoconTokenKind.CloseBrace, "'}' after the path");
                return new HoconReference(token.Location, name, _includedAt, token.Kind == HoconTokenKind.OpenOptionalReference);
            default:
                return null;
        }
    }

    private HoconArray Array()
    {
        Enter();
        var start = Take(HoconTokenKind.OpenBracket, "'['");
        var items = new List<HoconExpression>();
        SkipBlanksAndLines();
        while (Current.Kind != HoconTokenKind.CloseBracket)
        {
            items.Add(Value([]));
            Separator(HoconTokenKind.CloseBracket);
        }

        _at++;
        _depth--;
        return new HoconArray(start.Location, items);
    }

    /// <summary>Steps over what parts two fields or items: a line's end or one comma, which may also follow the last.</summary>
    private void Separator(HoconTokenKind end)
    {
        SkipBlanks();
        var newLine = Current.Kind == HoconTokenKind.NewLine;
        SkipBlanksAndLines();
        if (Current.Kind == HoconTokenKind.Comma)
        {
            _at++;
            SkipBlanksAndLines();
        }
        else if (!newLine && Current.Kind != end)
        {
            throw Unexpected(end switch
            {
                HoconTokenKind.CloseBrace => "',', a new line or '}'",
                HoconTokenKind.CloseBracket => "',', a new line or ']'",
                _ => "a new line or ','",
            });
        }
    }

    private List<string> Path(string what)
    {
        var names = new HoconPathBuilder(Current.Location);
        while (Current.Kind is HoconTokenKind.Text or HoconTokenKind.Quoted or HoconTokenKind.Blank)
            names.Add(_tokens[_at++]);
        return names.Path() ?? throw Unexpected(what);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
            throw new HoconException(Current.Location, $"objects and lists are nested more than {MaxDepth} deep");
    }

    private HoconToken Take(HoconTokenKind kind, string what) => Current.Kind == kind ? _tokens[_at++] : throw Unexpected(what);

    private void SkipBlanks()
    {
        while (Current.Kind == HoconTokenKind.Blank)
            _at++;
    }

    private void SkipBlanksAndLines()
    {
        while (Current.Kind is HoconTokenKind.Blank or HoconTokenKind.NewLine)
            _at++;
    }

    private HoconException Unexpected(string expected) => new(Current.Location, $"expected {expected}, found {Current.Description}");
}
