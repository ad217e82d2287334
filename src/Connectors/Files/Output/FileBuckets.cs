using System.Globalization;
using ActorStream.Connectors.Files.Output;

namespace ActorStream;

/// <summary>
/// Which sub-directory of a sink's directory a record goes to: <see cref="FileBuckets.By{T}"/>, <see cref="FileBuckets.ByTime{T}"/>.
/// Immutable.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class FileBuckets<T>
{
    private readonly Func<Func<T, string>> _open;

    internal FileBuckets(Func<Func<T, string>> open) => _open = open;

    /// <summary>What names the buckets of one transaction's records; used by one thread at a time, so it may remember what it
    /// named.</summary>
    internal Func<T, string> Open() => _open();
}

/// <summary>Makes buckets of files.</summary>
public static class FileBuckets
{
    /// <summary>
    /// Records go to the sub-directory of this name: at most 128 bytes, without <c>/ \ : * ? " &lt; &gt; |</c> and control characters, not
    /// beginning with '.' or '_', not ending with '.' or a space; another one is an error of the record.
    /// </summary>
    /// <param name="name">Names a record's bucket. Called by several threads, and again for the same record after a restart.</param>
    public static FileBuckets<T> By<T>(Func<T, string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new FileBuckets<T>(() => name);
    }

    /// <summary>
    /// Records go to the sub-directory of the interval that their time is in, named by its beginning: <c>2001-01-05/</c> for days.
    /// </summary>
    /// <param name="time">A record's time, its event time most often.</param>
    /// <param name="interval">Whole seconds that divide a day, or whole days.</param>
    /// <param name="zone">Whose days and hours they are. An hour that comes twice, when clocks are set back, is one bucket. Null:
    /// UTC.</param>
    /// <param name="format">How .NET formats the beginning, in the invariant culture: <c>'day='yyyyMMdd</c>, say. Null:
    /// <c>yyyy-MM-dd</c>, and behind it what intervals below a day need: <c>'T'HH</c>, <c>'T'HHmm</c> or <c>'T'HHmmss</c>.</param>
    /// <exception cref="ArgumentException">There are no such intervals, or the format makes no name of a directory.</exception>
    public static FileBuckets<T> ByTime<T>(
        Func<T, DateTimeOffset> time, TimeSpan interval, TimeZoneInfo? zone = null, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        var ticks = interval.Ticks;
        if (ticks <= 0 || ticks % TimeSpan.TicksPerSecond != 0
            || (TimeSpan.TicksPerDay % ticks != 0 && ticks % TimeSpan.TicksPerDay != 0))
        {
            throw new ArgumentException(
                $"Buckets of {interval} do not fit a day: choose whole seconds that divide it, or whole days.", nameof(interval));
        }

        var named = format ?? DefaultFormat(ticks);
        BucketName.Check(Name(0, named));
        return new FileBuckets<T>(() =>
        {
            var (last, name, names) = (-1L, "", new Dictionary<long, string>());
            return record =>
            {
                var at = time(record);
                var local = (zone is null ? at.UtcDateTime : TimeZoneInfo.ConvertTime(at, zone).DateTime).Ticks;
                var start = local - (local % ticks);
                if (start != last)
                {
                    last = start;
                    if (!names.TryGetValue(start, out name!))
                    {
                        names.Add(start, name = Name(start, named));
                    }
                }

                return name;
            };
        });
    }

    private static string DefaultFormat(long ticks) =>
        ticks % TimeSpan.TicksPerDay == 0 ? "yyyy-MM-dd"
        : ticks % TimeSpan.TicksPerHour == 0 ? "yyyy-MM-dd'T'HH"
        : ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd'T'HHmm"
        : "yyyy-MM-dd'T'HHmmss";

    private static string Name(long ticks, string format) => new DateTime(ticks).ToString(format, CultureInfo.InvariantCulture);
}
