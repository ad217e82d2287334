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
    BigInteger = 24,
    Version = 25,
    Uri = 26,
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

    /// <summary>How many levels of enclosing records it refers out to. At 0 it says all by itself, so that equal texts mean equal
    /// schemas.</summary>
    public virtual int Reach => 0;

    /// <summary>Passes over one value.</summary>
    public abstract void Skip(RecordReader reader);

    public bool Matches(Schema other) => Text == other.Text;

    /// <summary>The record it is or refers to; null if it is something else.</summary>
    public RecordSchema? AsRecord() => this as RecordSchema ?? (this as ReferenceSchema)?.Record;

    public sealed override string ToString() => Text;

    /// <summary>Tells what is within it of the record so many levels out.</summary>
    internal virtual void Bind(RecordSchema record, int levels)
    {
    }

    protected abstract string Describe();
}

internal sealed class ScalarSchema(ScalarKind kind) : Schema
{
    public ScalarKind Kind { get; } = kind;

    public override int MinimumBytes => Kind switch
    {
        ScalarKind.Boolean or ScalarKind.Byte or ScalarKind.SByte or ScalarKind.String or ScalarKind.BigInteger => 1,
        ScalarKind.Int16 or ScalarKind.UInt16 or ScalarKind.Char or ScalarKind.Half or ScalarKind.Uri => 2,
        ScalarKind.Int32 or ScalarKind.UInt32 or ScalarKind.Single or ScalarKind.DateOnly => 4,
        ScalarKind.Int64 or ScalarKind.UInt64 or ScalarKind.Double or ScalarKind.DateTime or ScalarKind.TimeOnly or ScalarKind.TimeSpan => 8,
        ScalarKind.DateTimeOffset => 10,
        ScalarKind.Int128 or ScalarKind.UInt128 or ScalarKind.Decimal or ScalarKind.Guid or ScalarKind.Version => 16,
        _ => throw new InvalidOperationException($"There is no scalar kind {Kind}."),
    };

    public override void Skip(RecordReader reader)
    {
        switch (Kind)
        {
            case ScalarKind.String:
                SkipString(reader);
                break;
            case ScalarKind.Uri:
                reader.ReadBoolean();
                SkipString(reader);
                break;
            case ScalarKind.BigInteger:
                reader.ReadBytes();
                break;
            default:
                reader.ReadRaw(MinimumBytes);
                break;
        }
    }

    private static void SkipString(RecordReader reader) => reader.ReadRaw(reader.ReadCount(sizeof(char)) * sizeof(char));

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

    public override int Reach => Value.Reach;

    internal override void Bind(RecordSchema record, int levels) => Value.Bind(record, levels);

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

    public override int Reach => Item.Reach;

    internal override void Bind(RecordSchema record, int levels) => Item.Bind(record, levels);

    protected override string Describe() => $"[{Item.Text}]";
}

/// <summary>Fields in the order they were written. A record without fields is one zero byte, so that counts of it stay bounded.</summary>
internal sealed class RecordSchema : Schema
{
    public RecordSchema(IReadOnlyList<(string Name, Schema Schema)> fields)
    {
        Fields = fields;
        MinimumBytes = (int)Math.Clamp(fields.Sum(one => (long)one.Schema.MinimumBytes), 1, int.MaxValue);
        Reach = fields.Count == 0 ? 0 : Math.Max(0, fields.Max(one => one.Schema.Reach) - 1);
        BindFields(this, 1);
    }

    public IReadOnlyList<(string Name, Schema Schema)> Fields { get; }

    public override int MinimumBytes { get; }

    public override int Reach { get; }

    internal override void Bind(RecordSchema record, int levels) => BindFields(record, levels + 1);

    private void BindFields(RecordSchema record, int levels)
    {
        foreach (var (_, schema) in Fields)
        {
            if (schema.Reach >= levels)
            {
                schema.Bind(record, levels);
            }
        }
    }

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

/// <summary>Another value of an enclosing record's schema: that of a tree's node within the node.</summary>
/// <param name="levels">Which record: 1 is the one around it, 2 the one around that.</param>
internal sealed class ReferenceSchema(int levels) : Schema
{
    private RecordSchema? _record;

    public int Levels { get; } = levels;

    /// <summary>The record; made when all within it were.</summary>
    public RecordSchema Record =>
        _record ?? throw new InvalidOperationException($"Schema {Text} lies in no record that it could refer to.");

    public override int MinimumBytes => 1;

    public override int Reach => Levels;

    public override void Skip(RecordReader reader)
    {
        reader.Enter();
        Record.Skip(reader);
        reader.Leave();
    }

    internal override void Bind(RecordSchema record, int levels) => _record = levels == Levels ? record : _record;

    protected override string Describe() => Levels == 1 ? "^" : $"^{Levels}";
}

/// <summary>When the value expires (UTC ticks) and the value: what a state with a time to live is made of.</summary>
/// <param name="value">The value.</param>
/// <param name="clock">The clock it expires by: times of another one mean something else.</param>
internal sealed class ExpiringSchema(Schema value, TimerClock clock) : Schema
{
    public Schema Value { get; } = value;

    public TimerClock Clock { get; } = clock;

    public override int MinimumBytes => sizeof(long) + Value.MinimumBytes;

    public override int Reach => Value.Reach;

    public override void Skip(RecordReader reader)
    {
        reader.ReadInt64();
        Value.Skip(reader);
    }

    internal override void Bind(RecordSchema record, int levels) => Value.Bind(record, levels);

    protected override string Describe() => $"{Value.Text} expiring in {(Clock == TimerClock.EventTime ? "event" : "processing")} time";
}

/// <summary>A length and what a user's serializer of that version wrote.</summary>
internal sealed class CustomSchema(int version) : Schema
{
    public int Version { get; } = version;

    public override int MinimumBytes => 4;

    public override void Skip(RecordReader reader) => reader.ReadRaw(reader.ReadInt32());

    protected override string Describe() => $"custom v{Version}";
}
