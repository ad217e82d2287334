using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Backends;

/// <summary>One value per key that expires: plain, reduced or accumulated.</summary>
internal sealed class ExpiringValueStore<T>(ValueStore<Expiring<T>> kept, StateTime time, Action<T>? expired)
    : ValueStore<T>, IExpiringState
{
    public StateTime Time => time;

    public override bool Exists => kept.TryGet(out var value) && !time.HasExpired(value.Expires);

    public override ref T GetOrAdd(out bool added)
    {
        var expires = time.Next();
        ref var value = ref kept.GetOrAdd(out added);
        if (!added && !time.HasExpired(value.Expires))
        {
            // Event times of records may go back.
            value.Expires = Math.Max(value.Expires, expires);
            return ref value.Value;
        }

        if (!added)
        {
            Found(value.Value);
            added = true;
        }

        value = new Expiring<T> { Expires = expires };
        time.SetTimer(expires);
        return ref kept.GetOrAdd(out _).Value; // again: the timer was a call on the backend
    }

    public override bool TryGet([MaybeNullWhen(false)] out T value)
    {
        if (!kept.TryGet(out var found) || time.HasExpired(found.Expires))
        {
            value = default;
            return false;
        }

        if (time.IsRefreshed(found.Expires, out var expires))
        {
            kept.GetOrAdd(out _).Expires = expires;
        }

        value = found.Value;
        return true;
    }

    public override bool Remove()
    {
        if (!kept.TryGet(out var value))
        {
            return false;
        }

        kept.Remove();
        if (!time.HasExpired(value.Expires))
        {
            return true;
        }

        Found(value.Value);
        return false;
    }

    public void Expire()
    {
        if (!kept.TryGet(out var value))
        {
            return;
        }

        if (time.HasExpired(value.Expires))
        {
            kept.Remove();
            expired?.Invoke(value.Value);
            return;
        }

        if (value.Expires == Expiring<T>.NotSetYet && time.TryAdopt(out var expires))
        {
            kept.GetOrAdd(out _).Expires = value.Expires = expires;
        }

        time.SetTimer(value.Expires);
    }

    /// <summary>It had expired and was still there.</summary>
    private void Found(T value)
    {
        if (expired is not null)
        {
            time.Later(() => expired(value));
        }
    }
}
