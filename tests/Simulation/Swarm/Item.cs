using System.Globalization;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>What flows through every simulated job.</summary>
/// <param name="Stream">Records of one stream come in order: a split of a source, or a key of the operator before.</param>
/// <param name="Ordinal">Its place among the records of its stream that have its key, from 0; or one of the marks below.</param>
/// <param name="Key">What the next keyed operator goes by.</param>
/// <param name="Time">Event time, in milliseconds since <see cref="Epoch"/>.</param>
public readonly record struct Item(int Stream, int Ordinal, int Key, int Time)
{
    internal static readonly DateTimeOffset Epoch = new(2024, 2, 29, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Instead of an ordinal: to be filtered out.</summary>
    internal const int Noise = -1;

    /// <summary>Instead of an ordinal: comes when its window has long ended.</summary>
    internal const int Late = -2;

    internal DateTimeOffset EventTime => Epoch.AddMilliseconds(Time);

    internal static Item Parse(string line)
    {
        var fields = line.Split(',');
        return new Item(Number(0), Number(1), Number(2), Number(3));

        int Number(int index) => int.Parse(fields[index], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    internal string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Stream},{Ordinal},{Key},{Time}");
}
