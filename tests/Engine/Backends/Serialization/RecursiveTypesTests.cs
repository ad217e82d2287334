using ActorStream.Backends;
using Xunit;
using static ActorStream.Tests.Engine.Backends.Serialization.RoundTrip;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class RecursiveTypesTests
{
    [Fact]
    public void A_type_that_contains_itself_survives()
    {
        Survives(new Chain(1, new Chain(2, null)));
        var tree = Copy(new Tree { Name = "a", Children = { new Tree { Name = "b", Children = { new Tree { Name = "c" } } }, new Tree { Name = "d" } } });
        Assert.Equal("a(b(c())d())", tree.ToString());
        var forest = Copy(new List<Tree> { tree, tree });
        Assert.Equal("a(b(c())d())", forest[1].ToString());
        Survives(new Odd(new Even(new Odd(null))));
        Survives(new Sum<int>(1, new Sum<Sum<int>?>(null, null)));
        Assert.Equal("x", Copy(new Index("i", new() { ["x"] = new Index("y", []) })).Below.Single().Key);
    }

    [Fact]
    public void Its_schema_refers_to_the_record_around()
    {
        Assert.Equal("{Next: ^?, Value: Int32}?", Codecs.For<Chain>().Schema.Text);
        Assert.Equal("[{Children: [^?]?, Name: String?}?]?", Codecs.For<List<Tree>>().Schema.Text);
        Assert.Equal("{Previous: {Previous: ^2?}?}?", Codecs.For<Odd>().Schema.Text);
        Assert.Equal("{Below: [{Key: String?, Value: ^2?}]?, Name: String?}?", Codecs.For<Index>().Schema.Text);
    }

    [Fact]
    public void It_may_change_like_any_other()
    {
        var now = Reread<Chain, ChainNow>(new Chain(1, new Chain(2, new Chain(3, null))));
        Assert.Equal(new ChainNow(1, new ChainNow(2, new ChainNow(3, null, "new"), "new"), "new"), now);
        Assert.Equal("a(b())", Reread<TreeThen, Tree>(new TreeThen("a", [new TreeThen("b", [], 7)], 7)).ToString());
        Assert.Equal(new TwoLevels(1, new OneLevel(2)), Reread<Chain, TwoLevels>(new Chain(1, new Chain(2, new Chain(3, null)))));
        Assert.Equal(new Chain(1, new Chain(2, null)), Reread<TwoLevels, Chain>(new TwoLevels(1, new OneLevel(2))));
        Assert.Equal(5, Reread<WithChain, WithoutChain>(new WithChain(new Chain(1, new Chain(2, null)), 5)).Value);
    }

    [Fact]
    public void A_change_within_it_that_does_not_fit_names_the_field()
    {
        var error = Assert.Throws<StateRestoreException>(() => Reread<Chain, ChainOfText>(new Chain(1, null)));
        Assert.Contains("'flights.Value' was Int32 and is now String?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_nests_deepest_is_read_again_on_a_small_stack()
    {
        var tree = new Tree();
        for (var i = 0; i < RecordWriter.MostNesting; i++)
        {
            tree = new Tree { Children = { tree } };
        }

        Exception? problem = null;
        var thread = new Thread(() => problem = Record.Exception(() => Copy(tree)), maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.Null(problem);
    }

    [Fact]
    public void A_circle_is_an_error_when_it_is_written()
    {
        var tree = new Tree();
        tree.Children.Add(tree);
        Assert.Contains("circle", Assert.Throws<InvalidOperationException>(() => Copy(tree)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_nest_without_end_are_malformed_and_allocate_little()
    {
        byte[] bytes = [1, 0, 0, 0, 0, .. Enumerable.Repeat((byte)1, 100_000)];
        Assert.Throws<MalformedRecordException>(() => Codecs.For<Chain>().Read(new RecordReader(Enumerable.Repeat((byte)1, 100_000).ToArray())));
        Assert.Throws<MalformedRecordException>(() => Codecs.For<Chain>().Schema.Skip(new RecordReader(bytes.AsMemory(5))));

        // Each level claims as many children as bytes are left.
        var claims = new List<byte>();
        while (claims.Count < 100_000)
        {
            claims.AddRange([1, 1, 0xA0, 0x8D, 0x06]);
        }

        Assert.Throws<MalformedRecordException>(() => Codecs.For<Tree>().Read(new RecordReader(claims.ToArray())));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedRecordException>(() => Codecs.For<Tree>().Read(new RecordReader(claims.ToArray())));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_reference_out_of_the_schema_is_malformed()
    {
        Assert.Throws<MalformedRecordException>(() => SchemaFormat.Read(new RecordReader(new byte[] { 7, 1 })));
        Assert.Throws<MalformedRecordException>(() => SchemaFormat.Read(new RecordReader(new byte[] { 7, 0 })));
        Assert.Throws<MalformedRecordException>(() => SchemaFormat.Read(new RecordReader(new byte[] { 4, 1, 1, 65, 0, 7, 2 })));
        var endless = SchemaFormat.Read(new RecordReader(new byte[] { 4, 1, 1, 65, 0, 7, 1 }));
        Assert.Equal("{A: ^}", endless.Text);
        Assert.Throws<MalformedRecordException>(() => endless.Skip(new RecordReader(new byte[10])));
    }

    [Fact]
    public void A_type_that_never_ends_is_refused() =>
        Assert.Contains("levels deep", Codecs.Problem<Endless<int>>(), StringComparison.Ordinal);

    private sealed record Chain(int Value, Chain? Next);

    private sealed record ChainNow(long Value, ChainNow? Next, string Added = "new");

    private sealed record ChainOfText(string Value, ChainOfText? Next);

    private sealed record OneLevel(int Value);

    private sealed record TwoLevels(int Value, OneLevel? Next);

    private sealed record WithChain(Chain Chain, int Value);

    private sealed record WithoutChain(int Value);

    private sealed record Odd(Even? Previous);

    private sealed record Even(Odd? Previous);

    private sealed record Sum<T>(T Value, Sum<Sum<int>?>? Others);

    private sealed record Index(string Name, Dictionary<string, Index> Below);

    private sealed record Endless<T>(T Value, Endless<List<T>>? Next);

    private sealed record TreeThen(string Name, TreeThen[] Children, int Gone);

    private sealed class Tree
    {
        public string? Name { get; set; }

        public List<Tree> Children { get; init; } = [];

        public override string ToString() => $"{Name}({string.Concat(Children)})";
    }
}
