using System.Diagnostics.Metrics;

namespace ActorStream;

/// <summary>The meters that the functions of one subtask have asked for. Closed with it, so that no gauge outlives what it looks
/// at.</summary>
internal sealed class FunctionMeters : IDisposable
{
    internal const string Name = "ActorStream.Functions";

    private readonly Dictionary<string, Meter> _meters = [];

    internal Meter Of(FunctionContext context)
    {
        if (!_meters.TryGetValue(context.Uid, out var meter))
        {
            _meters.Add(context.Uid, meter = new Meter(new MeterOptions(Name)
            {
                Tags = [new("job", context.JobName), new("operator", context.Uid), new("subtask", context.Subtask)],
            }));
        }

        return meter;
    }

    public void Dispose()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Dispose();
        }

        _meters.Clear();
    }
}
