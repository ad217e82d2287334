namespace ActorStream.Bench.RocksDbSum;

/// <summary>Which key comes next: each alike, or some far more often than others (Zipf), spread over all keys.</summary>
internal sealed class KeyChoice(long keys, double skew, int seed)
{
    private readonly Random _random = new(seed);
    private readonly double _zeta = skew == 0 ? 0 : Zeta(keys, skew);
    private readonly double _zetaOfTwo = skew == 0 ? 0 : Zeta(2, skew);

    internal long Next()
    {
        if (skew == 0) return _random.NextInt64(keys);

        // Gray et al., "Quickly generating billion-record synthetic databases".
        var u = _random.NextDouble();
        var z = u * _zeta;
        if (z < 1) return Spread(0);
        if (z < 1 + Math.Pow(0.5, skew)) return Spread(1);
        var alpha = 1 / (1 - skew);
        var eta = (1 - Math.Pow(2.0 / keys, 1 - skew)) / (1 - (_zetaOfTwo / _zeta));
        return Spread((long)(keys * Math.Pow((eta * u) - eta + 1, alpha)) % keys);
    }

    private static double Zeta(long n, double skew)
    {
        double sum = 0;
        for (long i = 1; i <= n; i++) sum += Math.Pow(i, -skew);
        return sum;
    }

    /// <summary>A prime further each time: ranks that follow each other are keys that do not.</summary>
    private long Spread(long rank) => (long)((UInt128)rank * 2_654_435_761 % (UInt128)keys);
}
