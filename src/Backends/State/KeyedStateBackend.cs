using System.Diagnostics.CodeAnalysis;

namespace ActorStream.Backends;

/// <summary>
/// The keyed state of one operator in one subtask: the port that each backend implements. Calls are synchronous, on the owning
/// actor's thread, except <see cref="RestoreAsync"/>, which runs in an effect before the first record, and the writing of a snapshot.
/// </summary>
/// <remarks>
/// Order of use: bind every state (<c>Bind</c>, <see cref="Slices"/>, <see cref="Timers"/>), restore, then records.
/// A reference into state is valid until the next call on the same backend.
/// </remarks>
internal abstract class KeyedStateBackend<TKey>(HashRange range) : IStateBinder, IDisposable
{
    private TKey _key = default!;
    private ulong _hash;
    private int _near = NearSlots.None;

    public HashRange Range { get; } = range;

    /// <summary>Whether all state is in memory anyway, so that what follows from it may be there as well.</summary>
    public virtual bool IsInMemory => false;

    /// <summary>The key of the record or timer that is being handled.</summary>
    public ref readonly TKey CurrentKey => ref _key;

    /// <summary>Its hash; 0 while none is handled.</summary>
    public ulong CurrentHash => _hash;

    /// <summary>Its place among what <see cref="Prefetch"/> has remembered.</summary>
    public int CurrentNear => _near;

    /// <summary>Sets the key that value states answer for.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="near">If it comes from the batch that was prepared last, the place of its index: <see cref="NearSlots.PlaceOf"/>.</param>
    public void SetCurrent(in TKey key, ulong hash, int near = NearSlots.None)
    {
        _key = key;
        _hash = hash;
        _near = near;
    }

    /// <summary>From here on value states throw, until the next <see cref="SetCurrent"/>.</summary>
    public void ClearCurrent()
    {
        _key = default!;
        _hash = 0;
        _near = NearSlots.None;
    }

    /// <summary>The current key's hash, for a state that is used.</summary>
    /// <exception cref="InvalidOperationException">No record or timer is handled.</exception>
    public ulong HashFor(string state)
    {
        if (_hash == 0)
        {
            ThrowNoKey(state);
        }

        return _hash;
    }

    /// <summary>
    /// A hint that states are used with the keys of a batch: what belongs to those that come soon is fetched meanwhile. To be called before
    /// each record that begins a group (<see cref="NearSlots.BeginsGroup"/>), behind <see cref="Prepare"/>.
    /// </summary>
    /// <param name="hashes">Of the batch's keys.</param>
    /// <param name="at">The index of that record.</param>
    public abstract void Prefetch(ReadOnlySpan<ulong> hashes, int at);

    /// <summary>All keys of the batch whose records come next. A backend that reads from elsewhere does so now, at once.</summary>
    public virtual void Prepare(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
    }

    public abstract ValueStore<T> Bind<T>(ValueStateDescriptor<T> state);

    public abstract MapStore<TMapKey, T> Bind<TMapKey, T>(MapStateDescriptor<TMapKey, T> state);

    public abstract ListStore<T> Bind<T>(ListStateDescriptor<T> state);

    public abstract SliceState<TKey, TAcc> Slices<TAcc>(SliceStateDescriptor<TAcc> state);

    public abstract TimerState<TKey> Timers(TimerKind kind);

    /// <summary>
    /// Iterates the keys for which a bound state holds something, in any order. The state may change meanwhile, as with a slice's cursor.
    /// </summary>
    public abstract KeyCursor<TKey> Keys(StateDescriptor state);

    /// <summary>
    /// The synchronous part of a snapshot: what the answer writes is the state as it is now. Dispose the answer in any case.
    /// </summary>
    /// <param name="checkpoint">What it is for; above those before.</param>
    /// <param name="on">What it may build on, so that only what changed since is written; null: nothing.</param>
    public abstract StateSnapshot BeginSnapshot(long checkpoint, SnapshotBase? on);

    /// <summary>
    /// Fills the bound states from parts taken at any parallelism by any backend, reading only what lies in <see cref="Range"/>.
    /// </summary>
    /// <param name="restore">From what. The backend may then take its next snapshot on top of it.</param>
    /// <param name="cancellation">Gives up; the backend must then be disposed.</param>
    /// <exception cref="SnapshotCorruptException">A file is damaged, or not the one that was recorded.</exception>
    /// <exception cref="StateRestoreException">What is in the files does not fit the operator.</exception>
    public abstract ValueTask<RestoreReport> RestoreAsync(KeyedRestore restore, CancellationToken cancellation);

    /// <summary>Frees what it holds, except what snapshots not yet disposed still need.</summary>
    public abstract void Dispose();

    [DoesNotReturn]
    private static void ThrowNoKey(string state) => throw new InvalidOperationException(
        $"State '{state}' was used while no record or timer is handled, so there is no key it could belong to. "
        + "Use it from the handlers, before they return, on their thread.");
}
