using System.Diagnostics;
using System.Globalization;

namespace Nexmark;

/// <summary>Measures a job from its first event to its end: what the process spends before, on starting, would make short runs look slow.</summary>
public sealed class Measurement
{
    private TimeSpan _cpu;
    private long _started; // a timestamp; zero: the first event was not made in this process

    /// <summary>The first event is about to be made.</summary>
    public void Start()
    {
        _cpu = Environment.CpuUsage.TotalTime;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
    }

    /// <summary>What a job that has just finished did.</summary>
    public string Result(string query, long events)
    {
        var started = Volatile.Read(ref _started);
        if (started == 0) return $"{query}: {Number(events)} events. It went on from a checkpoint, so there is no rate.";
        var (time, cpu) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - _cpu);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{query}: {Number(events)} events in {time.TotalSeconds:F2} s, {Number(events / time.TotalSeconds)} events/s; "
            + $"{cpu.TotalSeconds:F2} s of CPU, {Number(events / cpu.TotalSeconds)} events/s/core");
    }

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
