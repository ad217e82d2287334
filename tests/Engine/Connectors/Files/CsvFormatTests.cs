using System.Text;
using ActorStream.Connectors.Files.Csv;
using ActorStream.Connectors.Files.Output;
using ActorStream.Connectors.Files.Text;
using Xunit;

namespace ActorStream.Tests.Engine.Connectors.Files;

public sealed class CsvFormatTests
{
    public enum Kind
    {
        Bus,
        NightBus,
    }

    public readonly record struct Everything(
        string? Text, DateOnly TheDay, DateTime At, [CsvFormat("F6")] decimal Mean, double Share, [CsvColumn("n")] int? Count, Kind Kind,
        bool Late, [CsvFormat("yyyyMMdd")] DateTimeOffset? Seen)
    {
        public int Twice => 2 * Count ?? 0;
    }

    [Fact]
    public void Rows_are_written_in_the_invariant_culture_and_quoted_where_they_must()
    {
        var at = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        Assert.Equal(
            """
            text,the_day,at,mean,share,n,kind,late,seen
            "a ""b"", c",2001-02-03,2001-02-03T04:05:06.0000000Z,-1.500000,0.1,7,NightBus,true,20010203
            "two
            lines",0001-01-01,0001-01-01T00:00:00.0000000,1234567.000000,1E+300,,Bus,false,
            ,0001-01-01,0001-01-01T00:00:00.0000000,0.000000,0,,Bus,false,

            """.ReplaceLineEndings("\n"),
            Written(
                new CsvFormat<Everything>(),
                new("a \"b\", c", new(2001, 2, 3), at, -1.5m, 0.1, 7, Kind.NightBus, true, at),
                new("two\nlines", default, default, 1234567m, 1e300, null, Kind.Bus, false, null),
                default));
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        var at = new DateTimeOffset(2001, 2, 3, 0, 0, 0, TimeSpan.Zero);
        Everything[] rows =
        [
            new("a \"b\", c", new(2001, 2, 3), at.UtcDateTime, -1.5m, 0.1, 7, Kind.NightBus, true, at),
            new("ü\nx", new(2001, 2, 4), at.UtcDateTime, 2.25m, 1 / 3.0, null, Kind.Bus, false, null),
        ];
        var input = new InputFiles().With("in/rows.csv", Written(new CsvFormat<Everything>(), rows));
        Assert.Equal(rows, await input.ReadAllAsync(CsvFile.Read<Everything>("in/rows.csv", new() { MultilineFields = true })));
    }

    [Fact]
    public void A_line_with_a_line_break_in_it_is_refused()
    {
        Assert.Equal("a\n\nü\n", Written(LineFormat.Instance, "a", "", "ü"));
        var error = Assert.Throws<ArgumentException>(() => Written(LineFormat.Instance, "a\nb"));
        Assert.Contains("line break", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_committable_has_the_bytes_it_always_had_and_none_other_is_taken_for_one()
    {
        const string ofOneFile = "01e803000000000000efbeadde706172742d626565386365346439393030"
            + "613137372d65332d73322d63342e637376eb7ca2af";
        const string ofTwo = "0202000000e803000000000000efbeadde2200706172742d626565386365346439393030613137372d65332d73322d63342e6373760700"
            + "000000000000010000003000323030312d30312d30352f706172742d626565386365346439393030613137372d65332d73322d63342d66"
            + "312e637376c1554433";
        var id = new SinkTransactionId(new JobId(5), "out", 2, 3, 4);
        PreparedFile[] files =
        [
            new(TransactionFile.Of(id, 0, "", ".csv"), 1000, 0xDEADBEEF),
            new(TransactionFile.Of(id, 1, "2001-01-05", ".csv"), 7, 1),
        ];
        Assert.Equal("part-bee8ce4d9900a177-e3-s2-c4.csv", files[0].File.Name);
        Assert.Equal(files[..1], FileCommittable.Of(new Committable(id, 5, Convert.FromHexString(ofOneFile))).Files);
        Assert.Equal(files, FileCommittable.Of(new Committable(id, 5, Convert.FromHexString(ofTwo))).Files);
        Assert.Equal(ofTwo, Convert.ToHexStringLower(new FileCommittable(files).ToBytes()));
        foreach (var bytes in new[] { ofOneFile, ofTwo }.Select(Convert.FromHexString))
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                var damaged = bytes.ToArray();
                damaged[i] ^= 1;
                Assert.Throws<InvalidDataException>(() => FileCommittable.Of(new Committable(id, 5, damaged)));
                Assert.Throws<InvalidDataException>(() => FileCommittable.Of(new Committable(id, 5, bytes.AsMemory(0, i))));
            }
        }

        // Right by their checksums, and still no transaction's files.
        var whole = Convert.FromHexString(ofTwo)[..^sizeof(uint)];
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.Throws<InvalidDataException>(() => FileCommittable.Of(new Committable(id, 5, Sealed(whole[..i]))));
        }

        foreach (var path in (string[])["../part-bee8ce4d9900a177-e3-s2-c4.csv", "/part-bee8ce4d9900a177-e3-s2-c4.csv", "x/notes.csv", ""])
        {
            byte[] text = [2, 1, 0, 0, 0, .. new byte[12], (byte)path.Length, 0, .. Encoding.UTF8.GetBytes(path)];
            Assert.Throws<InvalidDataException>(() => FileCommittable.Of(new Committable(id, 5, Sealed(text))));
        }

        static byte[] Sealed(byte[] bytes) => [.. bytes, .. BitConverter.GetBytes(Crc32C.Of(bytes))];
    }

    [Theory]
    [InlineData("part-c7afb1d2e9e7cb44-e3-s2-c4.csv", true)]
    [InlineData(".part-c7afb1d2e9e7cb44-e3-s2-c4.csv", true)]
    [InlineData("part-c7afb1d2e9e7cb44-e3-s2/../../x", false)]
    [InlineData("part-C7AFB1D2E9E7CB44-e3-s2-c4.csv", false)]
    [InlineData("part-c7afb1d2e9e7cb44-e-s2-c4.csv", false)]
    [InlineData("part-c7afb1d2e9e7cb44", false)]
    public void Names_of_transactions_are_told_from_others(string name, bool isTransaction) =>
        Assert.Equal(isTransaction, TransactionFile.TryParse(name) is not null);

    [Fact]
    public void Checksums_are_the_known_ones_in_any_pieces()
    {
        var crc = default(Crc32C);
        foreach (var piece in (string[])["1", "", "234567", "89"])
        {
            crc.Add(Encoding.ASCII.GetBytes(piece));
        }

        Assert.Equal((0xE3069283, 0xE3069283), (crc.Value, Crc32C.Of("123456789"u8)));
    }

    private static string Written<T>(IRecordFormat<T> format, params T[] rows)
    {
        using var stream = new MemoryStream();
        using (var encoder = format.Open(stream))
        {
            foreach (var row in rows)
            {
                encoder.Encode([row]);
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
