using System.Collections.Immutable;
using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Serialization;

public sealed class ImmutabilityTests
{
    [Fact]
    public void Proven_are_scalars_strings_read_only_objects_and_structs_of_these()
    {
        Assert.True(Immutability.IsProven<string>());
        Assert.True(Immutability.IsProven<Fixed>());
        Assert.True(Immutability.IsProven<(int, string, Fixed?)>());
        Assert.True(Immutability.IsProven<Accumulator>());
        Assert.True(Immutability.IsProven<DateTimeOffset?>());
        Assert.True(Immutability.IsProven<Chain>());
        Assert.True(Immutability.IsProven<ImmutableArray<Chain>>());
        Assert.True(Immutability.IsProven<ImmutableDictionary<string, Uri>>());
    }

    [Fact]
    public void Everything_else_is_not()
    {
        Assert.False(Immutability.IsProven<Settable>());
        Assert.False(Immutability.IsProven<int[]>());
        Assert.False(Immutability.IsProven<(int, List<int>)>());
        Assert.False(Immutability.IsProven<HoldsSettable>());
        Assert.False(Immutability.IsProven<object>());
        Assert.False(Immutability.IsProven<Tree>());
        Assert.False(Immutability.IsProven<ImmutableList<Settable>>());
        Assert.False(Immutability.IsProven<IReadOnlyList<int>>());
    }

    private sealed record Fixed(int Id, string Name);

    private record struct Accumulator(long Sum, string Last);

    private sealed record Chain(int Value, Chain? Next);

    private sealed record Tree(int Value, ImmutableList<Tree> Children, int[] Rest);

    private sealed class Settable
    {
        public int Id { get; set; }
    }

    private sealed record HoldsSettable(Settable Inner);
}
