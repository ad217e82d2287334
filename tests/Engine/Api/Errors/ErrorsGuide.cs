using ActorStream.TestKit.Simulation;
using Xunit;

namespace ActorStream.Tests.Engine.Api.Errors;

/// <summary>The code of docs/errors.md.</summary>
public sealed class ErrorsGuide
{
    [Fact]
    public void The_job_of_the_guide_is_one()
    {
        var job = new JobBuilder("guide", NoServices.Instance);
        Declare(job, "orders.csv");
        Assert.Contains(job.Build().Nodes, static node => node.Uid?.Value == "dead");
    }

    private static void Declare(JobBuilder job, string input) =>
        job.From(CsvFile.Read<Order>(input), uid: "orders")
            .Select(order => Price.Of(order)).OnError(ErrorPolicy.Skip)
            .KeyBy(price => price.Customer)
            .Process(() => new Balance(), uid: "balance")
                .OnError(ErrorPolicy.DeadLetter(CsvFile.ExactlyOnce<FailedRecord>("out/dead"), uid: "dead"))
            .To(CsvFile.ExactlyOnce<Total>("out/totals"), uid: "out");

    private sealed record Order(string Customer, int Pieces, string Each);

    private sealed record Price(string Customer, decimal Amount)
    {
        internal static Price Of(Order order) => new(order.Customer, order.Pieces * decimal.Parse(order.Each));
    }

    private sealed record Total(string Customer, decimal Amount);

    private sealed class Balance : KeyedProcessFunction<string, Price, Total>
    {
        private readonly ValueState<decimal> _balance;

        public Balance() => _balance = ValueState<decimal>("balance");

        protected internal override void Process(in Price record, KeyedContext<string> context, Collector<Total> output)
        {
            _balance.Ref = checked(_balance.Ref + record.Amount);
            output.Emit(new Total(context.Key, _balance.Ref));
        }
    }
}
