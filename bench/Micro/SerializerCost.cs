using ActorStream.Backends;
using BenchmarkDotNet.Attributes;

namespace ActorStream.Bench.Micro;

/// <summary>What does it cost to write and to read a record: of numbers alone, and with strings?</summary>
public class SerializerCost
{
    private readonly RecordWriter _writer = new(1 << 20);
    private readonly RecordReader _reader = new();
    private readonly Codec<Trade> _trades = Codecs.For<Trade>();
    private readonly Codec<Person> _people = Codecs.For<Person>();
    private readonly Trade[] _someTrades = new Trade[KeyBatches.Size];
    private readonly Person[] _somePeople = new Person[KeyBatches.Size];
    private byte[] _tradesWritten = [];
    private byte[] _peopleWritten = [];

    public readonly record struct Trade(long Id, long Ticks, double Price, int Amount, bool IsBuy);

    public sealed record Person(long Id, string Name, string City, string? Comment, int Year);

    [GlobalSetup]
    public void Make()
    {
        for (var i = 0; i < KeyBatches.Size; i++)
        {
            _someTrades[i] = new Trade(i, i * 1_000L, i / 7.0, i, i % 2 == 0);
            _somePeople[i] =
                new Person(i, $"Somebody Number {i}", $"City {i % 50}", i % 3 == 0 ? null : "of no importance", 1900 + i % 100);
        }

        Encode_numbers();
        _tradesWritten = _writer.Written.ToArray();
        Encode_strings();
        _peopleWritten = _writer.Written.ToArray();
    }

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public int Encode_numbers() => Encode(_trades, _someTrades);

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public int Encode_strings() => Encode(_people, _somePeople);

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public Trade Decode_numbers() => Decode(_trades, _tradesWritten, _someTrades);

    [Benchmark(OperationsPerInvoke = KeyBatches.Size)]
    public Person Decode_strings() => Decode(_people, _peopleWritten, _somePeople);

    private int Encode<T>(Codec<T> codec, T[] records)
    {
        _writer.Clear();
        foreach (ref readonly var record in records.AsSpan()) codec.Write(_writer, record);
        return _writer.Length;
    }

    private T Decode<T>(Codec<T> codec, byte[] bytes, T[] into)
    {
        _reader.Reset(bytes);
        for (var i = 0; i < into.Length; i++) into[i] = codec.Read(_reader);
        return into[^1];
    }
}
