using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.OperatorState;

public sealed class OperatorStatesTests
{
    private static readonly IReadOnlySet<string> Nothing = new HashSet<string>();

    public sealed record Before(int Amount, string Name);

    public sealed record After(string Name, int Amount, int Discount);

    public sealed record Other(string Amount, string Name);

    [Fact]
    public void Items_come_back_as_they_were()
    {
        var (states, list, map) = Of<Before>();
        list.Replace(new Before(1, "a"), new Before(2, "b"));
        map.Entries["x"] = new Before(3, "c");

        var (restored, listAgain, mapAgain) = Of<Before>();
        restored.Restore(states.Snapshot(1000), Nothing);

        Assert.Equal(list, listAgain);
        Assert.Equal(map, mapAgain);
    }

    [Fact]
    public void Items_are_read_by_the_type_that_came_after()
    {
        var (states, list, map) = Of<Before>();
        list.Add(new Before(1, "a"));
        map.Entries["x"] = new Before(3, "c");

        var (restored, listAgain, mapAgain) = Of<After>();
        restored.Restore(states.Snapshot(1000), Nothing);

        Assert.Equal([new After("a", 1, 0)], listAgain);
        Assert.Equal([new KeyValuePair<string, After>("x", new After("c", 3, 0))], mapAgain);
    }

    [Theory]
    [InlineData("list", "'op/list.Amount'")]
    [InlineData("map", "'op/map.Value.Amount'")]
    public void Type_that_cannot_hold_the_items_is_an_error_that_names_operator_state_and_field(string name, string field)
    {
        var (states, list, map) = Of<Before>();
        list.Add(new Before(1, "a"));
        map.Entries["x"] = new Before(3, "c");
        var written = states.Snapshot(1000).Where(one => one.Name == name);

        var error = Assert.Throws<StateRestoreException>(() => Of<Other>().States.Restore(written, Nothing));

        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_that_is_no_longer_declared_is_an_error_unless_it_may_be_dropped_or_is_empty()
    {
        var (states, list, _) = Of<Before>();
        var none = new OperatorStates("op", new StateDeclarations(), 0);
        none.Restore(states.Snapshot(1000), Nothing);

        list.Add(new Before(1, "a"));
        var error = Assert.Throws<StateRestoreException>(() => none.Restore(states.Snapshot(1000), Nothing));
        Assert.Contains("'list'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'op'", error.Message, StringComparison.Ordinal);

        none.Restore(states.Snapshot(1000), new HashSet<string> { "list" });
    }

    [Fact]
    public void Lists_of_the_engine_are_its_own()
    {
        var (states, list, _) = Of<Before>();

        states.Restore([new OperatorStateList("list", StateDistribution.Union, [new byte[] { 1 }]), new OperatorStateList("w", StateDistribution.Union, [new byte[1]])], Nothing);

        Assert.Empty(list);
    }

    [Fact]
    public void State_of_another_kind_is_an_error()
    {
        var (states, list, _) = Of<Before>();
        list.Add(new Before(1, "a"));
        var declared = new StateDeclarations();
        declared.OperatorList<Before>("list", Redistribution.Union, null);

        var error = Assert.Throws<StateRestoreException>(() => new OperatorStates("op", declared, 0).Restore(states.Snapshot(1000), Nothing));

        Assert.Contains("Split and is now Union", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_first_subtask_writes_what_all_have()
    {
        Assert.Equal(["list", "map"], Of<Before>(subtask: 0).States.Snapshot(1000).Select(static one => one.Name));
        Assert.Equal(["list"], Of<Before>(subtask: 1).States.Snapshot(1000).Select(static one => one.Name));
    }

    [Fact]
    public void More_than_the_limit_is_an_error_that_names_operator_and_state()
    {
        var (states, list, _) = Of<Before>();
        list.Replace(Enumerable.Range(0, 10).Select(static i => new Before(i, new string('x', 100))));
        Assert.Equal(10, states.Snapshot(5000)[0].Items.Count);

        var error = Assert.Throws<OperatorStateLimitException>(() => states.Snapshot(2000));

        Assert.Contains("'op'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'list'", error.Message, StringComparison.Ordinal);
        Assert.Contains("2000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_that_are_no_item_are_an_error_that_names_the_state(int length)
    {
        var (states, list, _) = Of<int>();
        list.Add(7);
        var written = states.Snapshot(1000)[0];

        foreach (var broken in (OperatorStateList[])[written with { Items = [new byte[length]] }, written with { Items = [new byte[4 + length]] }, written with { Schema = new byte[length] }])
        {
            var error = Assert.Throws<StateRestoreException>(() => Of<int>().States.Restore([broken], Nothing));
            Assert.Contains("'op/list'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void State_that_is_used_before_its_operator_opens_says_so()
    {
        var declared = new StateDeclarations();
        var list = declared.OperatorList<int>("early", Redistribution.Split, null);

        Assert.Contains("'early'", Assert.Throws<InvalidOperationException>(() => list.Add(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_may_be_replaced_by_what_is_made_of_itself()
    {
        var list = Of<int>().List;
        list.Replace(1, 2, 3);

        list.Replace(list.Where(static n => n > 1));

        Assert.Equal([2, 3], list);
    }

    private static (OperatorStates States, OperatorListState<T> List, BroadcastState<string, T> Map) Of<T>(int subtask = 0)
    {
        var declared = new StateDeclarations();
        var list = declared.OperatorList<T>("list", Redistribution.Split, null);
        var map = declared.Broadcast<string, T>("map", null);
        return (new OperatorStates("op", declared, subtask), list, map);
    }
}
