using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ActorStream.TestKit;
using Xunit;

namespace ActorStream.Tests.Engine.Api.State;

// The functions of docs/state.md that have operator state.

public sealed record Order(string Product, decimal Price);

public sealed record Discount(string Product, int Percent);

public sealed class Batches : ProcessFunction<Order, Order[]>
{
    private readonly OperatorListState<Order> _waiting;

    public Batches() => _waiting = OperatorListState<Order>("waiting");

    protected internal override void Process(in Order order, ProcessContext context, Collector<Order[]> output)
    {
        _waiting.Add(order);
        if (_waiting.Count < 3) return;
        output.Emit([.. _waiting]);
        _waiting.Clear();
    }
}

public sealed class Discounts : BroadcastProcessFunction<Order, Discount, Order>
{
    private readonly BroadcastState<string, int> _percent;

    public Discounts() => _percent = BroadcastState<string, int>("percent");

    protected internal override void Process(in Order order, ProcessContext context, Collector<Order> output) =>
        output.Emit(_percent.TryGet(order.Product, out var percent) ? order with { Price = order.Price * (100 - percent) / 100 } : order);

    protected internal override void ProcessBroadcast(in Discount discount, BroadcastContext context, Collector<Order> output) =>
        context.Set(_percent, discount.Product, discount.Percent);
}

public sealed partial class OperatorStateGuideTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Orders_go_out_by_threes(bool restores)
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<Order> orders) => orders.Process(static () => new Batches(), "batches"),
            new OperatorHarnessOptions { RestoreAfterEachCall = restores });

        for (var i = 1; i <= 7; i++) harness.Push(new Order("tea", i));

        Assert.Equal([[1, 2, 3], [4, 5, 6]], harness.TakeOutput().Select(static batch => batch.Select(static order => order.Price)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Orders_get_the_discounts_known_so_far(int parallelism, bool restores)
    {
        using var harness = OperatorHarness.Of(
            static (DataStream<Order> orders, DataStream<Discount> discounts) =>
                orders.Connect(discounts.Broadcast()).Process(static () => new Discounts(), "discounts"),
            new OperatorHarnessOptions { Parallelism = parallelism, RestoreAfterEachCall = restores });

        harness.First.Push(new Order("tea", 10));
        harness.Second.Push(new Discount("tea", 20));
        harness.First.Push(new Order("tea", 10));
        harness.First.Push(new Order("milk", 10));

        Assert.Equal([new Order("tea", 10), new Order("tea", 8), new Order("milk", 10)], harness.TakeOutput());
    }

    [Fact]
    public void Code_of_the_section_is_compiled_here()
    {
        var source = Path();
        var root = Directory.GetParent(source)!.Parent!.Parent!.Parent!.Parent!.FullName;
        var document = File.ReadAllText(System.IO.Path.Combine(root, "docs", "state.md"));
        var section = document[document.IndexOf("## State of an operator", StringComparison.Ordinal)..];
        var examples = CodeBlock().Matches(section[..section.IndexOf("\n## ", 3, StringComparison.Ordinal)]);

        Assert.Equal(2, examples.Count);
        var compiled = File.ReadAllText(source).Replace("protected internal", "protected", StringComparison.Ordinal);
        Assert.All(examples, example => Assert.Contains(example.Groups[1].Value.Trim(), compiled, StringComparison.Ordinal));

        static string Path([CallerFilePath] string path = "") => path;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
