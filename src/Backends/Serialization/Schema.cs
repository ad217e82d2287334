namespace ActorStream.Backends;

/// <summary>The scalar types. The numbers are part of the snapshot format: never renumber.</summary>
internal enum ScalarKind : byte
{
    Boolean = 1,
    Byte = 2,
    SByte = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Int128 = 10,
    UInt128 = 11,
    Char = 12,
    Half = 13,
    Single = 14,
    Double = 15,
    Decimal = 16,
    Guid = 17,
    DateTime = 18,
    DateTimeOffset = 19,
    DateOnly = 20,
    TimeOnly = 21,
    TimeSpan = 22,
    String = 23,
}

/// <summary>
/// What was written, in terms of field names and scalar kinds; type names play no part. Two schemas are the same if their texts are.
/// </summary>
internal abstract class Schema
{
    private string? _text;

    /// <summary>For messages and comparison: <c>{Amount: Decimal, Lines: [{Sku: String?}]?}</c>.</summary>
    public string Text => _text ??= Describe();

    /// <summary>The fewest bytes that a value takes, at least 1: bounds what a hostile count can make a reader allocate.</summary>
    public abstract int MinimumBytes { get; }

    /// <summary>Passes over one value.</summary>
    public abstract void Skip(RecordReader reader);

    public bool Matches(Schema other) => Text == other.Text;

    public sealed override string ToString() => Text;

    protected abstract string Describe();
}

internal sealed class ScalarSchema(ScalarKind kind) : Schema
{
    public ScalarKind Kind { get; } = kind;

    public override int MinimumBytes => Kind switch
    {
        ScalarKind.Boolean or ScalarKind.Byte or ScalarKind.SByte or ScalarKind.String => 1,
        ScalarKind.Int16 or ScalarKind.UInt16 or ScalarKind.Char or ScalarKind.Half => 2,
        ScalarKind.Int32 or ScalarKind.UInt32 or ScalarKind.Single or ScalarKind.DateOnly => 4,
        ScalarKind.Int64 or ScalarKind.UInt64 or ScalarKind.Double or ScalarKind.DateTime or ScalarKind.TimeOnly or ScalarKind.TimeSpan => 8,
        ScalarKind.DateTimeOffset => 10,
        ScalarKind.Int128 or ScalarKind.UInt128 or ScalarKind.Decimal or ScalarKind.Guid => 16,
        _ => throw new InvalidOperationException($"There is no scalar kind {Kind}."),
    };

    public override void Skip(RecordReader reader)
    {
        if (Kind == ScalarKind.String)
        {
            reader.ReadRaw(reader.ReadCount(sizeof(char)) * sizeof(char));
        }
        else
        {
            reader.ReadRaw(MinimumBytes);
        }
    }

    protected override string Describe() => Kind.ToString();
}

/// <summary>A byte that is 1 if the value follows, 0 if it is null.</summary>
internal sealed class OptionalSchema(Schema value) : Schema
{
    public Schema Value { get; } = value;

    public override int MinimumBytes => 1;

    public override void Skip(RecordReader reader)
    {
        if (reader.ReadBoolean())
        {
            Value.Skip(reader);
        }
    }

    protected override string Describe() => Value.Text + "?";
}

/// <summary>A count and the items.</summary>
internal sealed class ListSchema(Schema item) : Schema
{
    public Schema Item { get; } = item;

    public override int MinimumBytes => 1;

    public override void Skip(RecordReader reader)
    {
        for (var left = reader.ReadCount(Item.MinimumBytes); left > 0; left--)
        {
            Item.Skip(reader);
        }
    }

    protected override string Describe() => $"[{Item.Text}]";
}

/// <summary>Fields in the order they were written. A record without fields is one zero byte, so that counts of it stay bounded.</summary>
internal sealed class RecordSchema(IReadOnlyList<(string Name, Schema Schema)> fields) : Schema
{
    public IReadOnlyList<(string Name, Schema Schema)> Fields { get; } = fields;

    public override int MinimumBytes => (int)Math.Clamp(Fields.Sum(one => (long)one.Schema.MinimumBytes), 1, int.MaxValue);

    public override void Skip(RecordReader reader)
    {
        foreach (var (_, schema) in Fields)
        {
            schema.Skip(reader);
        }

        if (Fields.Count == 0)
        {
            reader.ReadByte();
        }
    }

    protected override string Describe() => $"{{{string.Join(", ", Fields.Select(one => $"{one.Name}: {one.Schema.Text}"))}}}";
}

/// <summary>A length and what a user's serializer of that version wrote.</summary>
internal sealed class CustomSchema(int version) : Schema
{
    public int Version { get; } = version;

    public override int MinimumBytes => 4;

    public override void Skip(RecordReader reader) => reader.ReadRaw(reader.ReadInt32());

    protected override string Describe() => $"custom v{Version}";
}
