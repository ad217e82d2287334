namespace ActorStream.Bench.Comparison;

/// <summary>Which key comes next: each alike, or some far more often than others (Zipf), spread over all keys.</summary>
internal sealed class KeyChoice
{
    private readonly long _keys;
    private readonly double _skew;
    private readonly Random _random;
    private readonly double _zeta;
    private readonly double _eta;

    internal KeyChoice(long keys, double skew, int seed)
    {
        (_keys, _skew, _random) = (keys, skew, new Random(seed));
        if (skew == 0) return;
        _zeta = Zeta(keys, skew);
        _eta = (1 - Math.Pow(2.0 / keys, 1 - skew)) / (1 - (Zeta(2, skew) / _zeta));
    }

    internal long Next()
    {
        if (_skew == 0) return _random.NextInt64(_keys);

        // Gray et al., "Quickly generating billion-record synthetic databases".
        var u = _random.NextDouble();
        var z = u * _zeta;
        if (z < 1) return Spread(0);
        if (z < 1 + Math.Pow(0.5, _skew)) return Spread(1);
        return Spread((long)(_keys * Math.Pow((_eta * u) - _eta + 1, 1 / (1 - _skew))) % _keys);
    }

    private static double Zeta(long n, double skew)
    {
        double sum = 0;
        for (long i = 1; i <= n; i++) sum += Math.Pow(i, -skew);
        return sum;
    }

    /// <summary>A prime further each time: ranks that follow each other are keys that do not.</summary>
    private long Spread(long rank) => (long)((UInt128)rank * 2_654_435_761 % (UInt128)_keys);
}
