namespace ActorStream.Backends;

/// <summary>
/// Where the engine is while it fits a codec to a written schema: the path, and the records around, so that a record within itself comes
/// to an end.
/// </summary>
internal sealed class SchemaChange
{
    private readonly SchemaChange? _outer;
    private readonly Codec? _now;
    private readonly RecordSchema? _written;
    private readonly RecordPlace? _place;

    /// <param name="path">State and field, for messages.</param>
    public SchemaChange(string path)
        : this(path, null, null, null, null)
    {
    }

    private SchemaChange(string path, SchemaChange? outer, Codec? now, RecordSchema? written, RecordPlace? place) =>
        (Path, _outer, _now, _written, _place) = (path, outer, now, written, place);

    public string Path { get; }

    public SchemaChange Into(string field) => new($"{Path}.{field}", this, null, null, null);

    /// <summary>Within a record that is fitted to a written one.</summary>
    public SchemaChange Within(Codec now, RecordSchema written, RecordPlace place) => new(Path, this, now, written, place);

    /// <summary>Where the codec will be that reads an enclosing record as this one; null if none does.</summary>
    public RecordPlace? Find(Codec now, RecordSchema written)
    {
        for (var at = this; at is not null; at = at._outer)
        {
            if (at._now == now && at._written == written)
            {
                return at._place;
            }
        }

        return null;
    }
}

/// <summary>Where the codec of a record will be once all within it is made, for what lies within it and is such a record again.</summary>
internal sealed class RecordPlace
{
    public Codec? Codec { get; set; }
}
