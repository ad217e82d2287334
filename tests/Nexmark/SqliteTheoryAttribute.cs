using Xunit;

namespace ActorStream.Tests.Nexmark;

/// <summary>A test that needs SQLite: where its library cannot be loaded it says so, and does not run.</summary>
internal sealed class SqliteTheoryAttribute : TheoryAttribute
{
    private static readonly string? Missing = Load();

    public SqliteTheoryAttribute() => Skip = Missing;

    private static string? Load()
    {
        try
        {
            SQLitePCL.Batteries_V2.Init();
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return $"SQLite's library cannot be loaded here: {error.Message}";
        }
    }
}
