using System.Reflection;
using ActorStream.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace ActorStream.Tests.Engine.Connectors.SinkContract;

/// <summary>The suite fails a sink with any bug of the list: that is what it is for.</summary>
public sealed class BrokenSinkTests(ITestOutputHelper output)
{
    public static TheoryData<ToyBug> Bugs => [.. Enum.GetValues<ToyBug>().Where(bug => bug != ToyBug.None)];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_broken_sink_fails_the_suite(ToyBug bug)
    {
        var failed = new List<string>();
        var tests = typeof(TransactionalSinkContract<string>).GetMethods().Where(m => m.IsDefined(typeof(FactAttribute))).ToList();
        Assert.NotEmpty(tests);
        foreach (var test in tests)
        {
            try
            {
                await (Task)test.Invoke(new Contract(bug), null)!;
            }
            catch (Exception error)
            {
                failed.Add($"{test.Name}: {error.Message}");
            }
        }

        output.WriteLine(string.Join('\n', failed));
        Assert.True(failed.Count > 0, $"No test of the suite noticed that {bug}.");
    }

    private sealed class Contract(ToyBug bug) : TransactionalSinkContract<string>
    {
        protected override ValueTask<ISinkContractTarget<string>> CreateTargetAsync() => new(new ToyTarget(bug));
    }
}
