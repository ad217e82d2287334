using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;
using ActorStream.Hosting.Jobs;

namespace ActorStream;

/// <summary>
/// Writes a savepoint without running a job: from nothing, to give a new job its first state (bootstrap), or from another one with changes
/// (repair). A job is started from it with <c>--from</c>, at any parallelism and with any backend, like from one that a job took.
/// </summary>
/// <remarks>
/// <para>What is given for a state takes the place of all that the savepoint had of it; what is not named is taken over as it is, source
/// positions included. The operators whose state is changed have to fit into memory; the others are copied.</para>
/// <para>A state with a time to live is given without it: it counts from the first look at its key.</para>
/// <para>The methods only note what to do, and answer the writer itself; input is read when it is given. Not thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var old = await Savepoint.OpenAsync("out/savepoint-7");
/// var mended = await old.ValuesAsync&lt;string, decimal&gt;("accounts", "balance").Where(pair => pair.Value >= 0).ToListAsync();
/// await SavepointWriter.From(old).Values("accounts", "balance", mended).WriteAsync("out/savepoint-7-mended");
/// </code>
/// </example>
public sealed class SavepointWriter
{
    private readonly SavepointEdit _edit;
    private readonly LocalFileSystem _files = new();
    private readonly Savepoint? _from;

    private SavepointWriter(Savepoint? from) => (_from, _edit) = (from, new SavepointEdit(from?.Stored, RandomJobId.New()));

    /// <summary>A savepoint of no job: operators without state in it start empty, sources at their beginning.</summary>
    public static SavepointWriter Empty() => new(null);

    /// <summary>Another savepoint with changes. It stays as it is.</summary>
    public static SavepointWriter From(Savepoint savepoint)
    {
        ArgumentNullException.ThrowIfNull(savepoint);
        return new SavepointWriter(savepoint);
    }

    /// <summary>A state of one value per key.</summary>
    /// <param name="op">The operator's uid.</param>
    /// <param name="state">The state's name.</param>
    /// <param name="values">Its entries, each key once, in any order.</param>
    /// <param name="kind">Value, reducing (what was reduced so far) or aggregating (the accumulators).</param>
    /// <param name="serializer">The state's own serializer, if it is declared with one.</param>
    /// <exception cref="ArgumentException">A key comes twice, or the operator's keys are of another type.</exception>
    /// <exception cref="InvalidOperationException">A type cannot be serialized; names the member.</exception>
    public SavepointWriter Values<TKey, T>(
        string op, string state, IEnumerable<KeyValuePair<TKey, T>> values, StateKind kind = StateKind.Value,
        ISerializer<T>? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (kind is not (StateKind.Value or StateKind.Reducing or StateKind.Aggregating))
            throw new ArgumentException($"A state of the kind {kind} has not one value per key.", nameof(kind));
        return Put(op, kind, state, Codecs.For(serializer), values.Select(static pair => (pair.Key, pair.Value)), isOnePerKey: true);
    }

    /// <summary>A map state: its entries, each map key of a key once.</summary>
    /// <inheritdoc cref="Values{TKey, T}"/>
    public SavepointWriter Map<TKey, TMapKey, T>(
        string op, string state, IEnumerable<(TKey Key, TMapKey MapKey, T Value)> entries, ISerializer<T>? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var codec = new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(serializer));
        var seen = new HashSet<(TKey, TMapKey)>();
        return Put(op, StateKind.Map, state, codec, entries.Select(entry => seen.Add((entry.Key, entry.MapKey))
            ? (entry.Key, KeyValuePair.Create(entry.MapKey, entry.Value))
            : throw new ArgumentException($"Map key '{entry.MapKey}' of key '{entry.Key}' comes twice.")));
    }

    /// <summary>A list state: its elements, those of a key in their order.</summary>
    /// <inheritdoc cref="Values{TKey, T}"/>
    public SavepointWriter List<TKey, T>(
        string op, string state, IEnumerable<(TKey Key, T Element)> elements, ISerializer<T>? serializer = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(elements);
        var codec = new EntryCodec<long, T>(Codecs.For<long>(), Codecs.For(serializer));
        var counts = new Dictionary<TKey, long>();
        return Put(op, StateKind.List, state, codec, elements.Select(one =>
        {
            var index = counts.GetValueOrDefault(one.Key);
            counts[one.Key] = index + 1;
            return (one.Key, KeyValuePair.Create(index, one.Element));
        }));
    }

    /// <summary>An operator's list state.</summary>
    /// <inheritdoc cref="Values{TKey, T}"/>
    public SavepointWriter Items<T>(
        string op, string state, IEnumerable<T> items, Redistribution redistribution = Redistribution.Split,
        ISerializer<T>? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        var distribution = redistribution == Redistribution.Union ? StateDistribution.Union : StateDistribution.Split;
        _edit.Operator(op).Put(OperatorItems.Write(state, distribution, Codecs.For(serializer), items));
        return this;
    }

    /// <summary>An operator's broadcast state.</summary>
    /// <inheritdoc cref="Values{TKey, T}"/>
    public SavepointWriter Broadcast<TMapKey, T>(
        string op, string state, IEnumerable<KeyValuePair<TMapKey, T>> entries, ISerializer<T>? serializer = null)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(entries);
        _edit.Operator(op).Put(OperatorItems.Write(
            state, StateDistribution.Broadcast, new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(serializer)), entries));
        return this;
    }

    /// <summary>Takes nothing over of an operator: a source starts at its beginning.</summary>
    /// <param name="op">The operator's uid.</param>
    public SavepointWriter Remove(string op)
    {
        _edit.Operator(op).StartsEmpty = true;
        return this;
    }

    /// <summary>Takes nothing over of one state.</summary>
    public SavepointWriter Remove(string op, string state)
    {
        _edit.Operator(op).Remove(state);
        return this;
    }

    /// <summary>Calls an operator otherwise, with all its state.</summary>
    public SavepointWriter Rename(string op, string newUid)
    {
        if (OperatorUid.Of(newUid).Problem() is { } problem) throw new ArgumentException(problem);
        _edit.Operator(op).NewUid = newUid;
        return this;
    }

    /// <summary>Writes it, durably.</summary>
    /// <param name="directory">Where to: made, or empty. Left empty again if it fails.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="IOException">The directory is not empty or cannot be written; or what it is made from is a checkpoint whose output
    /// is not all committed.</exception>
    public async Task WriteAsync(string directory, CancellationToken cancellation = default)
    {
        if (_from is not null)
        {
            var origin = await JobOrigin.ReadAsync(_files, new RestoreSource(_from.Directory, ClaimMode.NoClaim, []), cancellation);
            if (!origin.IsCommitted)
                throw new IOException(
                    $"The output of the checkpoint in '{_from.Directory}' is not all committed: start its job again, "
                        + "or take a savepoint, and change that.");
        }

        await _edit.WriteAsync(_files, directory, cancellation);
    }

    private SavepointWriter Put<TKey, T>(
        string op, StateKind kind, string name, Codec<T> values, IEnumerable<(TKey Key, T Value)> entries, bool isOnePerKey = false)
    {
        var (keys, hasher, writer) = (Codecs.For<TKey>(), KeyHash.For<TKey>(), new RecordWriter());
        var state = new StoredState(op, kind, name, keys.Schema, values.Schema);
        var stored = new List<StoredEntry>();
        var seen = new HashSet<TKey>();
        foreach (var (key, value) in entries)
        {
            if (isOnePerKey && !seen.Add(key)) throw new ArgumentException($"Key '{key}' comes twice.");
            stored.Add(new StoredEntry(state, 0, hasher.Hash(key), Bytes(writer, keys, key), Bytes(writer, values, value)));
        }

        _edit.Operator(op).Put(kind, name, keys.Schema, values.Schema, stored);
        return this;
    }

    private static ReadOnlyMemory<byte> Bytes<T>(RecordWriter writer, Codec<T> codec, in T value)
    {
        writer.Clear();
        codec.Write(writer, value);
        return writer.Written.ToArray();
    }
}
