namespace ActorStream.Hosting.Configuration.Hocon;

/// <summary>A place in a HOCON text, lines and columns from 1; or, with line 0, a source that has no lines.</summary>
internal readonly record struct HoconLocation(string Source, int Line, int Column)
{
    public override string ToString() => Line == 0 ? Source : $"{Source}, line {Line}, column {Column}";
}
