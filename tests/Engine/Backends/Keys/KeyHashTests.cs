using ActorStream.Backends;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.Keys;

/// <summary>The golden values were computed by an independent program, their two lowest bits taken away. They route records and order
/// snapshots: they never change.</summary>
public sealed class KeyHashTests
{
    [Fact]
    public void Golden_values_of_scalars()
    {
        Assert.Equal(0x9A63C6065BD325C0UL, KeyHash.For<long>().Hash(0));
        Assert.Equal(0xAAB57B356D797024UL, KeyHash.For<long>().Hash(1));
        Assert.Equal(0xCB486E62228F1F1CUL, KeyHash.For<long>().Hash(-1));
        Assert.Equal(0xFB60441154A2A638UL, KeyHash.For<long>().Hash(long.MaxValue));
        Assert.Equal(0xAAB57B356D797024UL, KeyHash.For<bool>().Hash(true));
        Assert.Equal(0x839C04D11F618D1CUL, KeyHash.For<char>().Hash('x'));
        Assert.Equal(0xAC16991C6FB51EC0UL, KeyHash.For<Guid>().Hash(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")));
        Assert.Equal(0x1A5A00191086D68CUL, KeyHash.For<decimal>().Hash(1.5m));
        Assert.Equal(0xAE8201E5180CDEE8UL, KeyHash.For<decimal>().Hash(-1.5m));
        Assert.Equal(0x19683DA4699C2AA0UL, KeyHash.For<decimal>().Hash(0m));
        Assert.Equal(0xBD41C4D3E0A3DBF0UL, KeyHash.For<DateTime>().Hash(new DateTime(2001, 1, 2, 3, 4, 5, DateTimeKind.Utc)));
        Assert.Equal(0x1F45BAE294CC0400UL, KeyHash.For<DateOnly>().Hash(new DateOnly(2001, 1, 2)));
    }

    [Theory]
    [InlineData("", 0x42BC986DC5EEC4D0UL)]
    [InlineData("a", 0x8ADCB4E1954BCD70UL)]
    [InlineData("ATL", 0x6D6AFD284DBB80B4UL)]
    [InlineData("Zürich", 0xD29A47FEDAFAFF58UL)]
    [InlineData("abcdefgh", 0x2932DF5E23F3DD74UL)]
    [InlineData("the quick brown fox jumps over the lazy dog", 0x97C150573BE56330UL)]
    [InlineData(null, 0x589965CC75374CC0UL)]
    public void Golden_values_of_strings(string? key, ulong hash) => Assert.Equal(hash, KeyHash.For<string?>().Hash(key));

    [Fact]
    public void Golden_values_of_composites()
    {
        Assert.Equal(0x42A58E60B447343CUL, KeyHash.For<(int, string)>().Hash((7, "ATL")));
        Assert.Equal(0x4B948DEB42524E3CUL, KeyHash.For<Gate>().Hash(new Gate("ATL", 3)));
        Assert.Equal(0x589965CC75374CC0UL, KeyHash.For<int?>().Hash(null));
    }

    [Fact]
    public void Equal_keys_hash_alike()
    {
        Assert.Equal(KeyHash.For<decimal>().Hash(1.0m), KeyHash.For<decimal>().Hash(1.000m));
        Assert.Equal(KeyHash.For<decimal>().Hash(0m), KeyHash.For<decimal>().Hash(-0.00m));
        var utc = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(KeyHash.For<DateTime>().Hash(utc), KeyHash.For<DateTime>().Hash(DateTime.SpecifyKind(utc, DateTimeKind.Local)));
        var instant = new DateTimeOffset(utc);
        Assert.Equal(
            KeyHash.For<DateTimeOffset>().Hash(instant), KeyHash.For<DateTimeOffset>().Hash(instant.ToOffset(TimeSpan.FromHours(2))));
    }

    [Fact]
    public void Widening_an_integer_key_keeps_its_hash()
    {
        Assert.Equal(KeyHash.For<long>().Hash(-42), KeyHash.For<int>().Hash(-42));
        Assert.Equal(KeyHash.For<long>().Hash(42), KeyHash.For<byte>().Hash(42));
        Assert.Equal(KeyHash.For<long>().Hash(2), KeyHash.For<DayOfWeek>().Hash(DayOfWeek.Tuesday));
    }

    [Fact]
    public void Order_of_declaration_does_not_matter() =>
        Assert.Equal(KeyHash.For<Gate>().Hash(new Gate("ATL", 3)), KeyHash.For<GateReordered>().Hash(new GateReordered(3, "ATL")));

    [Fact]
    public void Integers_do_not_collide_and_no_hash_is_zero()
    {
        var hashes = new ulong[100_000];
        KeyHash.For<int>().Hash(Enumerable.Range(-50_000, hashes.Length).ToArray(), hashes);
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.DoesNotContain(0UL, hashes);
    }

    [Fact]
    public void A_batch_hashes_as_its_keys_do()
    {
        Same([1L, -1L, 77L]);
        // Several vectors and a rest; the last but one is the only one that would hash to 0.
        Same([.. Enumerable.Range(-20, 42).Select(n => n * 1_000_003L), unchecked((long)(0UL - 0xE7037ED1A0B428DB)), long.MinValue]);
        Same([.. Enumerable.Repeat(unchecked((long)(0UL - 0xE7037ED1A0B428DB)), 8)]);
        Same([1, -1, 77]);
        Same(["a", "", "longer than sixteen bytes"]);
        Same([new Gate("A", 1), new Gate("B", 2)]);
        Same([(1, Guid.Empty, (DateOnly?)null), (2, Guid.Empty, new DateOnly(2001, 1, 1))]);

        static void Same<TKey>(TKey[] keys)
        {
            var hashes = new ulong[keys.Length];
            KeyHash.For<TKey>().Hash(keys, hashes);
            Assert.Equal(keys.Select(key => KeyHash.For<TKey>().Hash(key)), hashes);
        }
    }

    [Fact]
    public void A_type_that_cannot_be_a_key_names_the_member()
    {
        Assert.Null(KeyHash.Problem<Gate>());
        Assert.Contains("'Located.Place.Latitude' of type Double", KeyHash.Problem<Located>(), StringComparison.Ordinal);
        Assert.Contains("floating-point", KeyHash.Problem<double>(), StringComparison.Ordinal);
        Assert.Contains("by reference", KeyHash.Problem<byte[]>(), StringComparison.Ordinal);
        Assert.Contains("equality", KeyHash.Problem<CaseInsensitive>(), StringComparison.Ordinal);
        Assert.Contains("equality", KeyHash.Problem<PlainClass>(), StringComparison.Ordinal);
        Assert.Contains("'Secretive' of type Secretive", KeyHash.Problem<Secretive>(), StringComparison.Ordinal);
        Assert.Throws<UnusableTypeException>(KeyHash.For<double>);
    }

    [Fact]
    public void A_key_of_a_derived_type_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => KeyHash.For<Base>().Hash(new Derived(1, 2)));
        Assert.Contains("Derived", error.Message, StringComparison.Ordinal);
    }

    private sealed record Gate(string Code, int Terminal);

    private readonly record struct GateReordered(int Terminal, string Code);

    private sealed record Place(double Latitude);

    private sealed record Located(string Name, Place Place);

    private sealed record CaseInsensitive(string Name)
    {
        public bool Equals(CaseInsensitive? other) => string.Equals(Name, other?.Name, StringComparison.OrdinalIgnoreCase);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);
    }

    private sealed class PlainClass
    {
        public int Id { get; set; }
    }

    private sealed record Secretive
    {
        private readonly int _hidden = Environment.ProcessId;

        public int Peek() => _hidden;
    }

    private record Base(int Id);

    private sealed record Derived(int Id, int More) : Base(Id);
}
