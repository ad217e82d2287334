using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Backends;

/// <summary>A collection per key of which each entry expires.</summary>
internal sealed class ExpiringMapStore<TSub, T>(
    MapStore<TSub, Expiring<T>> kept, StateTime time, Action<KeyValuePair<TSub, T>>? expired) : MapStore<TSub, T>, IExpiringState
{
    /// <summary>Entries that expire in one go: what handlers emit must fit into memory before the operator waits for room.</summary>
    private const int AtOnce = 256;

    public StateTime Time => time;

    public override bool IsEmpty => kept.Entries(default).All(entry => time.HasExpired(entry.Value.Expires));

    public override bool Contains(in TSub key) => kept.TryGet(key, out var value) && !time.HasExpired(value.Expires);

    public override bool TryGet(in TSub key, [MaybeNullWhen(false)] out T value)
    {
        if (!kept.TryGet(key, out var found) || time.HasExpired(found.Expires))
        {
            value = default;
            return false;
        }

        value = Read(key, found);
        return true;
    }

    public override void Set(in TSub key, in T value)
    {
        var expires = time.Next();
        var exists = kept.TryGet(key, out var before);
        if (exists && time.HasExpired(before.Expires))
        {
            Found(key, before.Value);
            exists = false;
        }

        kept.Set(key, new Expiring<T> { Value = value, Expires = exists ? Math.Max(before.Expires, expires) : expires });
        if (!exists)
        {
            time.SetTimer(expires);
        }
    }

    public override bool Remove(in TSub key)
    {
        if (!kept.TryGet(key, out var value))
        {
            return false;
        }

        kept.Remove(key);
        if (!time.HasExpired(value.Expires))
        {
            return true;
        }

        Found(key, value.Value);
        return false;
    }

    public override bool Clear()
    {
        var hadAny = false;
        foreach (var (key, value) in kept.Entries(default))
        {
            if (!time.HasExpired(value.Expires))
            {
                hadAny = true;
            }
            else
            {
                Found(key, value.Value);
            }
        }

        kept.Clear();
        return hadAny;
    }

    public override IEnumerable<KeyValuePair<TSub, T>> Entries(MapRange<TSub> range)
    {
        foreach (var (key, value) in kept.Entries(range))
        {
            if (!time.HasExpired(value.Expires))
            {
                yield return new KeyValuePair<TSub, T>(key, Read(key, value));
            }
        }
    }

    public void Expire()
    {
        var earliest = long.MaxValue;
        var hasAny = false;
        var count = 0;
        foreach (var (key, value) in kept.Entries(default))
        {
            var expires = value.Expires;
            if (!time.HasExpired(expires))
            {
                if (expires == Expiring<T>.NotSetYet && time.TryAdopt(out expires))
                {
                    kept.Set(key, value with { Expires = expires });
                }

                (hasAny, earliest) = (true, Math.Min(earliest, expires));
            }
            else if (count++ < AtOnce)
            {
                kept.Remove(key);
                expired?.Invoke(new KeyValuePair<TSub, T>(key, value.Value));
            }
            else
            {
                (hasAny, earliest) = (true, Math.Min(earliest, expires));
                break;
            }
        }

        if (hasAny)
        {
            time.SetTimer(earliest);
        }
    }

    private T Read(in TSub key, in Expiring<T> value)
    {
        if (time.IsRefreshed(value.Expires, out var expires))
        {
            kept.Set(key, value with { Expires = expires });
        }

        return value.Value;
    }

    /// <summary>It had expired and was still there.</summary>
    private void Found(TSub key, T value)
    {
        if (expired is not null)
        {
            time.Later(() => expired(new KeyValuePair<TSub, T>(key, value)));
        }
    }
}

/// <summary>A list per key of which each element expires.</summary>
internal sealed class ExpiringListStore<T>(ListStore<Expiring<T>> kept, ExpiringMapStore<long, T> elements, StateTime time)
    : ListStoreByIndex<T>(elements)
{
    public override void Add(in T value)
    {
        var expires = time.Next();
        kept.Add(new Expiring<T> { Value = value, Expires = expires });
        time.SetTimer(expires);
    }
}
