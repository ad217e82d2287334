using ActorStream.Actors;
using ActorStream.Hosting.Programs.Graph;
using ActorStream.TestKit;
using ActorStream.TestKit.Simulation;
using ActorStream.Tests.Engine.Api.Functions;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Programs;

public sealed class GraphOfSideOutputsTests
{
    [Fact]
    public void An_edge_says_which_side_output_it_is_of()
    {
        var builder = new JobBuilder("orders", NoServices.Instance);
        var (accepted, rejected) = FunctionsGuide.Checked(builder.From(new ListSource<Order>([]), "in"));
        accepted.ForEach(static _ => { });
        rejected.ForEach(static _ => { });
        rejected.Rebalance().ForEach(static _ => { });
        var plan = JobPlan.Of(builder.Build(), 1);
        var (text, mermaid) = (new StringWriter(), new StringWriter());

        GraphText.Write(plan, text);
        MermaidText.Write(plan, mermaid);

        Assert.Contains("for-each #3 ← forward from process 'check', output 'rejected'", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("for-each #2 ←", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("n1 --> n2", mermaid.ToString(), StringComparison.Ordinal);
        Assert.Contains("n1 -->|\"rejected\"| n3", mermaid.ToString(), StringComparison.Ordinal);
        Assert.Contains("n1 == \"rebalance of rejected\" ==> n4", mermaid.ToString(), StringComparison.Ordinal);
    }
}
