namespace ActorStream.Actors.Hosts;

/// <summary>Running 64-bit FNV-1a over what happened, to compare two runs of one seed, in two processes as well.</summary>
internal sealed class RunDigest
{
    private const ulong Offset = 0xCBF29CE484222325;
    private const ulong Prime = 0x100000001B3;

    // A string's own hash code differs between processes; its digest is computed once.
    private readonly Dictionary<string, ulong> _words = [];

    internal ulong Value { get; private set; } = Offset;

    internal void Add(long number)
    {
        for (var shift = 0; shift < 64; shift += 8)
            Value = (Value ^ (byte)(number >> shift)) * Prime;
    }

    internal void Add(string word)
    {
        if (!_words.TryGetValue(word, out var digest))
        {
            digest = Offset;
            foreach (var letter in word)
                digest = (digest ^ letter) * Prime;
            _words.Add(word, digest);
        }
        Add((long)digest);
    }
}
