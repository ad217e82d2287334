using ActorStream.Tests.Fuzz;
using Xunit;

namespace ActorStream.Tests.Engine.Fuzz;

/// <summary>A share of what <c>tests/Fuzz</c> does in a long run: the same seeds each time.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 100_000;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_give_typed_errors_and_take_memory_in_proportion(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        FuzzRun.Warm(target);
        var valid = 0;
        var count = Inputs / 100_000 * target.Weight / 2;
        for (var seed = 1; seed <= count; seed++)
        {
            valid += FuzzRun.One(target, (ulong)seed) ? 1 : 0;
        }

        // Neither all nor nothing: the changes are large enough to be found, and small enough to get far.
        Assert.InRange(valid, 1, count - 1);
    }

    [Fact]
    public void A_reader_that_fails_in_another_way_or_takes_too_much_is_found()
    {
        var careless = Reader("careless", static bytes => _ = bytes[bytes[0]]);
        Assert.Contains("IndexOutOfRangeException", Assert.Throws<FuzzFailure>(() => Run(careless)).Message, StringComparison.Ordinal);
        var greedy = Reader("greedy", static bytes => _ = bytes.Length > 0 ? new byte[bytes[0] << 16] : []);
        Assert.Contains("allocated", Assert.Throws<FuzzFailure>(() => Run(greedy)).Message, StringComparison.Ordinal);

        static FuzzTarget Reader(string name, Action<byte[]> read) =>
            new(name, 1, [new FuzzCase(name, [1, 2, 3], read) { Expects = static error => error is MalformedRecordException }]);

        static void Run(FuzzTarget target)
        {
            for (ulong seed = 1; seed < 1000; seed++)
            {
                FuzzRun.One(target, seed);
            }
        }
    }
}
