using System.Diagnostics;
using System.Runtime.CompilerServices;
using CsvHelper;

namespace ActorStream.Bench.Comparison;

/// <summary>The same with CsvHelper, field by field, and on the disk each second.</summary>
internal static class CsvHelperLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(string input, string output)
    {
        using var read = File.OpenRead(input);
        using var reader = CsvReader.Create(read, CsvReaderOptions.Default);
        using var file = new FileStream(output, FileMode.Create);
        using var writer = CsvWriter.Create(file, CsvWriterOptions.Default with { NewLine = "\n" }, leaveOpen: true);
        writer.WriteHeader(Fees.OutputHeader.Split(','));
        var synced = Stopwatch.StartNew();
        for (long row = 1; reader.Read(); row++)
        {
            var payment = new Payment(reader.Parse<long>(0), reader.Parse<int>(1), reader.Parse<long>(2), reader.GetString(3));
            if (Fees.Has(payment.Cents))
            {
                writer.WriteField(payment.Id);
                writer.WriteField(payment.Account);
                writer.WriteField(Fees.Of(payment.Cents));
                writer.WriteField(payment.Note);
                writer.EndRecord();
            }

            if (row % 1024 != 0 || synced.Elapsed < TimeSpan.FromSeconds(1)) continue;
            writer.Flush();
            file.Flush(flushToDisk: true);
            synced.Restart();
        }

        writer.Flush();
        file.Flush(flushToDisk: true);
    }
}
