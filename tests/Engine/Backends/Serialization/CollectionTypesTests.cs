using System.Collections.Immutable;
using System.Numerics;
using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class CollectionTypesTests
{
    [Fact]
    public void Every_collection_keeps_its_items_and_their_order()
    {
        Same(new Queue<int>([3, 1, 2]));
        Same(new Stack<int>([3, 1, 2]));
        Same(new LinkedList<string?>(["b", null, "a"]));
        Same(new SortedSet<string>(["b", "a"]));
        Same(new SortedDictionary<int, string> { [2] = "b", [1] = "a" });
        Same(new SortedList<int, string> { [2] = "b", [1] = "a" });
        Same<ImmutableArray<int>, int>([3, 1, 2]);
        Same<ImmutableList<int>, int>([3, 1, 2]);
        Same<ImmutableQueue<int>, int>([3, 1, 2]);
        Same<ImmutableStack<int>, int>([3, 1, 2]);
        Same<ImmutableSortedSet<int>, int>([3, 1, 2]);
        Same(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }.ToImmutableSortedDictionary());
        Assert.Equal([1, 2, 3], Copy<ImmutableHashSet<int>>([3, 1, 2]).Order());
        Assert.Equal(2, Copy(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }.ToImmutableDictionary())["b"]);
        Assert.Equal([1L, 2L], Copy(new List<long> { 1, 2 }));
        Assert.True(Copy(default(ImmutableArray<int>)).IsDefault);
        Assert.Equal([1, 2], Reread<List<int>, ImmutableArray<long>>([1, 2]).Select(one => (int)one));
    }

    [Fact]
    public void A_list_behind_an_interface_comes_back_as_a_list()
    {
        Assert.IsType<List<int>>(Copy<IReadOnlyList<int>>(new[] { 1, 2 }));
        Assert.IsType<List<int>>(Copy<IList<int>>(ImmutableList.Create(1, 2)));
        Assert.Equal([1, 2], Copy<IReadOnlyCollection<int>>([1, 2]));
        Assert.Equal([1, 2], Copy<ICollection<int>>(new List<int> { 1, 2 }));
        Assert.Null(Copy<IReadOnlyList<int>?>(null));
        Assert.Throws<InvalidOperationException>(() => Copy<IReadOnlyCollection<int>>(new HashSet<int> { 1 }));
    }

    [Fact]
    public void A_set_or_dictionary_behind_an_interface_must_be_the_one_that_comes_back()
    {
        Assert.Equal(1, Copy<IReadOnlyDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 })["a"]);
        Assert.Equal(1, Copy<IDictionary<string, int>>(new Dictionary<string, int> { ["a"] = 1 })["a"]);
        Assert.Equal([1], Copy<IReadOnlySet<int>>(new HashSet<int> { 1 }));
        Assert.Equal([1], Copy<ISet<int>>(new HashSet<int> { 1 }));
        var sorted = Assert.Throws<InvalidOperationException>(
            () => Copy<IReadOnlyDictionary<string, int>>(new SortedDictionary<string, int> { ["a"] = 1 }));
        Assert.Contains("Give a Dictionary<String, Int32>", sorted.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(
            () => Copy<IDictionary<string, int>>(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)));
        Assert.Throws<InvalidOperationException>(() => Copy<ISet<int>>(new SortedSet<int> { 1 }));
    }

    [Fact]
    public void A_comparer_is_refused_rather_than_lost()
    {
        Assert.Throws<InvalidOperationException>(() => Copy(new SortedSet<string>(StringComparer.OrdinalIgnoreCase)));
        Assert.Throws<InvalidOperationException>(() => Copy(new SortedDictionary<string, int>(StringComparer.OrdinalIgnoreCase)));
        Assert.Throws<InvalidOperationException>(() => Copy(ImmutableHashSet.Create(StringComparer.OrdinalIgnoreCase, "a")));
    }

    [Fact]
    public void Items_without_an_order_cannot_be_sorted() =>
        Assert.Contains("no order of its own", Codecs.Problem<SortedSet<Unordered>>(), StringComparison.Ordinal);

    [Fact]
    public void Collections_of_equal_items_can_take_each_others_place()
    {
        Assert.Equal([1, 2], Reread<int[], ImmutableList<int>>([1, 2]));
        Assert.Equal([1, 2], Reread<List<int>, Queue<int>>([1, 2]));
        Assert.Equal([3, 2, 1], Reread<int[], Stack<int>>([1, 2, 3]));
        Assert.Equal([1, 2], Reread<List<int>, HashSet<int>>([1, 2, 1]));
        Assert.Equal(["a"], Reread<Dictionary<string, int>, List<KeyValuePair<string, int>>>(new() { ["a"] = 1 }).Select(one => one.Key));
        Assert.Equal(1, Reread<Dictionary<string, int>, ImmutableSortedDictionary<string, long>>(new() { ["a"] = 1 })["a"]);
    }

    [Fact]
    public void Large_numbers_versions_and_addresses_survive()
    {
        Survives(BigInteger.Pow(-7, 100));
        Survives(BigInteger.Zero);
        Survives(new Version(1, 2));
        Survives(new Version(1, 2, 3, 4));
        Survives(new Uri("https://example.org/a?b=ü#c"));
        Survives(new Uri("/only/a/path", UriKind.Relative));
        Survives((Uri?)null);
    }

    private static void Same<TCollection, T>(TCollection items)
        where TCollection : IEnumerable<T> => Assert.Equal<T>(items, Copy(items));

    private static void Same<T>(IEnumerable<T> items) =>
        Assert.Equal(items, (IEnumerable<T>)typeof(RoundTrip).GetMethod(nameof(Copy))!.MakeGenericMethod(items.GetType()).Invoke(null, [items])!);

    private sealed record Unordered(int Id);
}
