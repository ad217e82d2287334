using System.Diagnostics;
using System.Globalization;

namespace ActorStream.Tests.Simulation.Mutants;

/// <summary>
/// A copy of the repository with all mutants in it, each behind its switch, and the simulation built from it. Disposing deletes it.
/// </summary>
internal sealed class MutatedCopy : IDisposable
{
    private const string SwitchFile = "src/Api/Mutants.cs";
    private static readonly string[] Folders = ["src", "hocon", "tests/TestKit", "tests/Simulation"];

    private readonly string _folder = Directory.CreateTempSubdirectory("actorstream-mutants-").FullName;

    private MutatedCopy()
    {
    }

    /// <summary>The simulation's assembly.</summary>
    internal string Simulation => Path.Combine(_folder, "tests/Simulation/bin/Release/net10.0/ActorStream.Tests.Simulation.dll");

    /// <summary>The mutated text of each source file that a mutant edits.</summary>
    /// <exception cref="FormatException">Edits do not fit the source; names them all.</exception>
    internal static Dictionary<string, string> Mutate(string repository, IReadOnlyList<Mutant> mutants)
    {
        var (sources, problems) = (new Dictionary<string, MutatedSource>(), new List<string>());
        for (var number = 0; number < mutants.Count; number++)
        {
            var condition = $"global::ActorStream.Mutants.Is({number.ToString(CultureInfo.InvariantCulture)})";
            foreach (var edit in mutants[number].Edits)
            {
                try
                {
                    if (!sources.TryGetValue(edit.File, out var source))
                        sources.Add(
                            edit.File, source = new MutatedSource(edit.File, File.ReadAllText(Path.Combine(repository, edit.File))));
                    source.Add(mutants[number].Name, edit, condition);
                }
                catch (Exception error) when (error is FormatException or IOException)
                {
                    problems.Add(error is FormatException ? error.Message : $"Mutant '{mutants[number].Name}': {error.Message}");
                }
            }
        }

        return problems.Count == 0
            ? sources.ToDictionary(static source => source.Key, static source => source.Value.ToString())
            : throw new FormatException(string.Join("\n\n", problems));
    }

    /// <exception cref="FormatException">An edit does not fit the source.</exception>
    /// <exception cref="InvalidOperationException">The mutated source does not compile.</exception>
    internal static MutatedCopy Build(string repository, IReadOnlyList<Mutant> mutants)
    {
        var mutated = Mutate(repository, mutants);
        var copy = new MutatedCopy();
        try
        {
            copy.CopySources(repository);
            foreach (var (file, text) in mutated) File.WriteAllText(Path.Combine(copy._folder, file), text);
            File.WriteAllText(Path.Combine(copy._folder, SwitchFile), MutantSwitch.Source);
            copy.Compile();
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void CopySources(string repository)
    {
        foreach (var file in Directory.EnumerateFiles(repository)) Copy(file);
        foreach (var file in Folders.SelectMany(folder => SourcesBelow(Path.Combine(repository, folder)))) Copy(file);

        void Copy(string file)
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(repository, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static IEnumerable<string> SourcesBelow(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder).Where(static below => Path.GetFileName(below) is not ("bin" or "obj"))
            .SelectMany(SourcesBelow));

    /// <summary>Only restores what the lock files name, which the repository's own restore has brought to this machine.</summary>
    private void Compile()
    {
        string[] arguments =
        [
            "build", Path.Combine(_folder, "tests/Simulation"), "-c", "Release", "--nologo", "-v:q", "-clp:ErrorsOnly", "-nodeReuse:false",
            "-p:UseSharedCompilation=false", "-p:LockedRestore=true", "-p:NuGetAudit=false", "-p:TreatWarningsAsErrors=false",
            "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false",
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0) throw new InvalidOperationException($"The mutated source does not compile:\n{output}");
    }
}
