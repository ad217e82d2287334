using ActorStream.Hosting.Configuration.Hocon;

namespace ActorStream;

/// <summary>A HOCON text that cannot be read. The message names the file, the line, the column and what was expected there.</summary>
public sealed class HoconException : FormatException
{
    internal HoconException(HoconLocation location, string problem)
        : base($"{location}: {problem}")
    {
        Source = location.Source;
        Line = location.Line;
        Column = location.Column;
    }

    /// <summary>Line of the problem, from 1.</summary>
    public int Line { get; }

    /// <summary>Column of the problem, from 1.</summary>
    public int Column { get; }
}
