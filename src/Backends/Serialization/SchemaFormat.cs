namespace ActorStream.Backends;

/// <summary>Schemas as bytes: a tag, then what the kind needs. Depth and counts are bounded before they are followed.</summary>
internal static class SchemaFormat
{
    /// <summary>How many levels of optional values, lists and records may lie in each other.</summary>
    public const int MaxDepth = 64;

    private const byte Scalar = 1;
    private const byte Optional = 2;
    private const byte List = 3;
    private const byte Record = 4;
    private const byte Custom = 5;
    private const byte Expiring = 6;
    private const byte Reference = 7;

    public static void Write(RecordWriter writer, Schema schema)
    {
        switch (schema)
        {
            case ScalarSchema scalar:
                writer.WriteByte(Scalar);
                writer.WriteByte((byte)scalar.Kind);
                break;
            case OptionalSchema optional:
                writer.WriteByte(Optional);
                Write(writer, optional.Value);
                break;
            case ListSchema list:
                writer.WriteByte(List);
                Write(writer, list.Item);
                break;
            case RecordSchema record:
                writer.WriteByte(Record);
                writer.WriteCount(record.Fields.Count);
                foreach (var (name, field) in record.Fields)
                {
                    writer.WriteString(name);
                    Write(writer, field);
                }

                break;
            case CustomSchema custom:
                writer.WriteByte(Custom);
                writer.WriteInt32(custom.Version);
                break;
            case ExpiringSchema expiring:
                writer.WriteByte(Expiring);
                writer.WriteByte((byte)expiring.Clock);
                Write(writer, expiring.Value);
                break;
            case ReferenceSchema reference:
                writer.WriteByte(Reference);
                writer.WriteCount(reference.Levels);
                break;
            default:
                throw new InvalidOperationException($"A schema of type {schema.GetType().Name} has no format.");
        }
    }

    public static Schema Read(RecordReader reader) => Read(reader, MaxDepth, records: 0);

    private static Schema Read(RecordReader reader, int depthLeft, int records)
    {
        if (depthLeft == 0)
        {
            throw reader.Malformed($"a schema is nested more than {MaxDepth} levels deep");
        }

        switch (reader.ReadByte())
        {
            case Scalar:
                var kind = (ScalarKind)reader.ReadByte();
                return Enum.IsDefined(kind) ? new ScalarSchema(kind) : throw reader.Malformed($"there is no scalar kind {kind}");
            case Optional:
                return new OptionalSchema(Read(reader, depthLeft - 1, records));
            case List:
                return new ListSchema(Read(reader, depthLeft - 1, records));
            case Record:
                return ReadRecord(reader, depthLeft, records);
            case Custom:
                return new CustomSchema(reader.ReadInt32());
            case Expiring:
                var clock = (TimerClock)reader.ReadByte();
                return Enum.IsDefined(clock)
                    ? new ExpiringSchema(Read(reader, depthLeft - 1, records), clock)
                    : throw reader.Malformed($"there is no clock {clock}");
            case Reference:
                var levels = reader.ReadCount(minimumBytesEach: 0);
                return levels > 0 && levels <= records
                    ? new ReferenceSchema(levels)
                    : throw reader.Malformed($"a schema refers {levels} records out and lies in {records}");
            case var other:
                throw reader.Malformed($"there is no schema tag {other}");
        }
    }

    private static RecordSchema ReadRecord(RecordReader reader, int depthLeft, int records)
    {
        var count = reader.ReadCount(minimumBytesEach: 3);
        // Grows with what is there: each level of records could claim the same bytes anew.
        var fields = new List<(string, Schema)>(Math.Min(count, 16));
        for (; count > 0; count--)
        {
            fields.Add((reader.ReadString(), Read(reader, depthLeft - 1, records + 1)));
        }

        return new RecordSchema(fields);
    }
}
