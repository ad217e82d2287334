using System.Runtime.CompilerServices;
using Xunit;

namespace ActorStream.Tests.Engine;

/// <summary>
/// Files that hold what was once written to disks, so that today's code must write and read the same. With
/// <c>ACTORSTREAM_GOLDEN=write</c> the tests write them anew instead of comparing; what changed is then to be seen in the commit.
/// </summary>
internal static class GoldenFile
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("ACTORSTREAM_GOLDEN") == "write";

    /// <summary>What the file holds, after it was compared with what today's code writes.</summary>
    /// <param name="name">In the folder <c>Golden</c> beside the test.</param>
    /// <param name="today">What today's code writes, with line feeds.</param>
    /// <param name="test">The test's source file.</param>
    public static string Check(string name, string today, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Golden", name);
        if (Writes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, today);
        }

        var golden = File.ReadAllText(path);
        Assert.Equal(golden, today);
        return golden;
    }
}
