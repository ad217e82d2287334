using System.Text;

namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>The ways to write a setting's key.</summary>
internal static class SettingKey
{
    private const string ProductName = "RocksDb";

    /// <summary>A C# name as a key: <c>MinPause</c> is <c>min-pause</c>. The name of a product is one word.</summary>
    internal static string FromName(string name)
    {
        var key = new StringBuilder();
        foreach (var c in name.Replace(ProductName, "Rocksdb", StringComparison.Ordinal))
        {
            if (char.IsAsciiLetterUpper(c) && key.Length > 0)
                key.Append('-');
            key.Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }

    /// <summary>
    /// What all spellings of a path have in common: <c>checkpoint.min-pause</c>, <c>Checkpoint:MinPause</c> and
    /// <c>CHECKPOINT:MIN_PAUSE</c> are the same key, since neither JSON nor an environment variable is written in kebab-case.
    /// </summary>
    internal static string Canonical(string path) => path
        .Replace("-", "", StringComparison.Ordinal)
        .Replace("_", "", StringComparison.Ordinal)
        .Replace(':', '.')
        .ToLowerInvariant();

    /// <summary>How many letters must be put in, taken out or changed to make one text of the other (Levenshtein).</summary>
    internal static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            above = row;
        }

        return above[b.Length];
    }
}
