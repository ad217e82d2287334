using ActorStream.Backends;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>A keyed operator's state: a value state, slices and both kinds of timers; and slices by number, which are native.</summary>
internal sealed class TestOperator : IDisposable
{
    private static readonly IKeyHasher<string> Hasher = KeyHash.For<string>();

    public TestOperator(HashRange range, HeapMemory? memory = null)
    {
        Backend = new HeapStateBackend<string>(range, memory ?? new HeapMemory(long.MaxValue));
        var states = new StateDeclarations();
        Sum = states.Value<long>("sum");
        History = states.Value<List<int>?>("history");
        states.BindTo(Backend);
        Slices = Backend.Slices(new SliceStateDescriptor<long>("windows"));
        EventTimers = Backend.Timers(TimerKind.EventTime);
        ProcessingTimers = Backend.Timers(TimerKind.ProcessingTime);
        NumbersBackend = new HeapStateBackend<long>(range, memory ?? new HeapMemory(long.MaxValue));
        Numbers = NumbersBackend.Slices(new SliceStateDescriptor<long>("numbers"));
    }

    public HeapStateBackend<string> Backend { get; }

    public ValueState<long> Sum { get; }

    public ValueState<List<int>?> History { get; }

    public SliceState<string, long> Slices { get; }

    public TimerState<string> EventTimers { get; }

    public TimerState<string> ProcessingTimers { get; }

    public HeapStateBackend<long> NumbersBackend { get; }

    public SliceState<long, long> Numbers { get; }

    public static ulong Hash(string key) => Hasher.Hash(key);

    public void Set(string key) => Backend.SetCurrent(key, Hash(key));

    public void AddToSlice(long slice, string key, long value) => Slices.GetOrAdd(slice, key, Hash(key), out _) += value;

    /// <summary>All of it, in one file.</summary>
    public async Task<KeyedPart> SnapshotAsync(SnapshotFiles files, string name)
    {
        using var snapshot = Backend.BeginSnapshot(1, on: null);
        return await files.WriteAsync(snapshot, name);
    }

    public void Dispose()
    {
        Backend.Dispose();
        NumbersBackend.Dispose();
    }
}
