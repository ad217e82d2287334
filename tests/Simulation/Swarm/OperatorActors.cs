using ActorStream.Actors;

namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>Passes records on.</summary>
internal sealed class Passing : OperatorActor<Item, Item>
{
    protected internal override void OnRecord(in Item record, Collector<Item> output) => output.Emit(record);
}

/// <summary>Emits each key's count.</summary>
internal sealed class Counting : KeyedOperatorActor<int, Item, Item>
{
    private readonly ValueState<int> _count;

    internal Counting() => _count = ValueState<int>("count");

    protected internal override void OnRecord(in Item record, KeyedContext<int> context, Collector<Item> output) =>
        output.Emit(new Item(record.Key, _count.Ref++, record.Key % 3, 0));
}
