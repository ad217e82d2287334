using System.Reflection;
using Xunit;

namespace ActorStream.Tests.Engine.Architecture;

public sealed class DependencyTests
{
    /// <summary>The rooms of the house, lowest first: each may use those before it.</summary>
    private static readonly string[] Rooms =
        ["ActorStream.Api", "ActorStream.Backends", "ActorStream.Actors", "ActorStream.Coordinator", "ActorStream.Hosting"];

    [Fact]
    public void Dependencies_point_one_way()
    {
        for (var i = 0; i < Rooms.Length; i++)
        {
            var allowed = Rooms.Take(i).ToHashSet();
            Assert.All(OursIn(Rooms[i]), used => Assert.Contains(used, allowed));
        }
    }

    [Fact]
    public void Connectors_need_only_the_api() => Assert.Equal(["ActorStream.Api"], OursIn("ActorStream.Connectors.Files"));

    [Fact]
    public void The_engine_needs_no_package_but_logging_abstractions()
    {
        foreach (var room in Rooms.Take(4))
        {
            var foreign = Assembly.Load(room).GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => !n.StartsWith("System", StringComparison.Ordinal) && !n.StartsWith("ActorStream", StringComparison.Ordinal));
            Assert.Subset(new HashSet<string> { "Microsoft.Extensions.Logging.Abstractions" }, foreign.ToHashSet());
        }
    }

    private static IEnumerable<string> OursIn(string assembly) => Assembly.Load(assembly).GetReferencedAssemblies()
        .Select(a => a.Name!)
        .Where(n => n.StartsWith("ActorStream", StringComparison.Ordinal))
        .Order();
}
