using System.Globalization;

namespace ActorStream.Bench.Comparison;

/// <summary>A row of the input.</summary>
public sealed record Payment(long Id, int Account, long Cents, string Note);

/// <summary>A row of the output.</summary>
public sealed record Fee(long Id, int Account, long FeeCents, string Note);

/// <summary>The work of the files: of payments of even amounts, what they cost.</summary>
internal static class Fees
{
    internal const string InputHeader = "id,account,cents,note";
    internal const string OutputHeader = "id,account,fee_cents,note";

    internal static bool Has(long cents) => (cents & 1) == 0;

    internal static long Of(long cents) => (cents / 100) + 25;

    /// <summary>Writes an input: rows of some forty bytes, and has it on the disk, so that nobody's sync waits for it.</summary>
    internal static void WriteInput(string path, long rows)
    {
        var random = new Random(5);
        using var bytes = new FileStream(path, FileMode.Create);
        using var file = new StreamWriter(bytes) { NewLine = "\n" };
        file.WriteLine(InputHeader);
        for (long i = 0; i < rows; i++)
        {
            var (account, cents, note) = (random.Next(100_000), random.Next(1, 1_000_000), random.Next(1_000_000));
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i + 1_000_000},{account},{cents},payment-{note:000000}"));
        }

        file.Flush();
        bytes.Flush(flushToDisk: true);
    }

    /// <summary>A checksum of the committed rows of a directory, whatever files they are in; a header per file does not count.</summary>
    internal static long CheckOf(string directory)
    {
        long check = 0;
        foreach (var path in Directory.GetFiles(directory, "*.csv").Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            foreach (var line in File.ReadLines(path).Skip(1))
            {
                var hash = 17L;
                foreach (var c in line) hash = unchecked((hash * 31) + c);
                check += hash;
            }
        }

        return check;
    }
}
