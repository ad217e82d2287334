using System.Runtime.CompilerServices;
using ActorStream.Backends;
using ActorStream.Backends.Files;
using ActorStream.Coordinator;

namespace ActorStream;

/// <summary>
/// A savepoint, or a retained checkpoint, read without its job: what operators and states it holds, and their entries as typed values.
/// </summary>
/// <remarks>
/// <para>Nothing is locked and nothing changed, so it may be one of a job that runs; a checkpoint may then be deleted while it is read,
/// which is an <see cref="IOException"/>.</para>
/// <para>Types need not be those that wrote it: they are fitted to what was written as a restore does it (fields added, removed, renamed,
/// widened, converted), and an <see cref="InvalidOperationException"/> says where that is impossible, or which member of a type cannot be
/// serialized. Entries that have a time to live are given whether it has run out or not. State may be larger than memory: some of the
/// hashes are read at a time.</para>
/// <para>Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var savepoint = await Savepoint.OpenAsync("out/savepoint-7");
/// await foreach (var (account, balance) in savepoint.ValuesAsync&lt;string, decimal&gt;("accounts", "balance"))
///     Console.WriteLine($"{account}: {balance}");
/// </code>
/// </example>
public sealed class Savepoint
{
    private Savepoint(string directory, StoredCheckpoint stored, IReadOnlyList<SavepointState> states) =>
        (Directory, Stored, States) = (directory, stored, states);

    /// <summary>Where it is, as a full path.</summary>
    public string Directory { get; }

    /// <summary>What its operators keep, ordered by operator.</summary>
    public IReadOnlyList<SavepointState> States { get; }

    internal StoredCheckpoint Stored { get; }

    /// <summary>Opens a savepoint, a checkpoint (<c>chk-…</c>), or a job's checkpoint directory: its newest one.</summary>
    /// <exception cref="IOException">There is none, or its manifest is damaged.</exception>
    public static async Task<Savepoint> OpenAsync(string directory, CancellationToken cancellation = default)
    {
        var stored = await StoredCheckpoint.OpenAsync(new LocalFileSystem(), directory, cancellation);
        var keyed = (await CheckpointEntries.StatesAsync(stored, cancellation))
            .Select(static state => new SavepointState(state.Operator, state.Kind, state.Name, state.Key.Text, state.Schema.Text));
        var lists = stored.Manifest.Operators.SelectMany(static op => Lists(op).DistinctBy(static list => list.Name).Select(
            list => new SavepointState(
                op.Uid, OperatorItems.KindOf(list.Distribution), list.Name, null, OperatorItems.SchemaOf(list)!.Text)));
        return new Savepoint(
            Path.GetFullPath(directory), stored, [.. keyed.Concat(lists).OrderBy(static state => state.Operator, StringComparer.Ordinal)]);
    }

    /// <summary>The values of a value, reducing (what was reduced so far) or aggregating state (the accumulators), by key.</summary>
    /// <param name="op">The operator's uid.</param>
    /// <param name="state">The state's name.</param>
    /// <param name="serializer">The state's own serializer, if it was declared with one.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ArgumentException">The savepoint has no such state.</exception>
    /// <exception cref="InvalidOperationException">Key or value were of a type that cannot be read as this one.</exception>
    public async IAsyncEnumerable<KeyValuePair<TKey, T>> ValuesAsync<TKey, T>(
        string op, string state, ISerializer<T>? serializer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var (key, value, _) in ReadAsync<TKey, T>(
            op, state, Codecs.For(serializer), cancellation, StateKind.Value, StateKind.Reducing, StateKind.Aggregating))
            yield return new(key, value);
    }

    /// <summary>The entries of a map state: those of a key follow each other, in the order of their map keys.</summary>
    /// <inheritdoc cref="ValuesAsync{TKey, T}"/>
    public async IAsyncEnumerable<(TKey Key, TMapKey MapKey, T Value)> MapAsync<TKey, TMapKey, T>(
        string op, string state, ISerializer<T>? serializer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var entries = new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(serializer));
        await foreach (var (key, entry, _) in ReadAsync<TKey, KeyValuePair<TMapKey, T>>(op, state, entries, cancellation, StateKind.Map))
            yield return (key, entry.Key, entry.Value);
    }

    /// <summary>The elements of a list state: those of a key follow each other, in their order.</summary>
    /// <inheritdoc cref="ValuesAsync{TKey, T}"/>
    public async IAsyncEnumerable<(TKey Key, T Element)> ListAsync<TKey, T>(
        string op, string state, ISerializer<T>? serializer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var elements = new EntryCodec<long, T>(Codecs.For<long>(), Codecs.For(serializer));
        await foreach (var (key, element, _) in ReadAsync<TKey, KeyValuePair<long, T>>(op, state, elements, cancellation, StateKind.List))
            yield return (key, element.Value);
    }

    /// <summary>The accumulators of windows that have not ended, by the start of their slice of time and key.</summary>
    /// <inheritdoc cref="ValuesAsync{TKey, T}"/>
    public async IAsyncEnumerable<(DateTimeOffset Start, TKey Key, TAcc Accumulator)> SlicesAsync<TKey, TAcc>(
        string op, string state, ISerializer<TAcc>? serializer = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var (key, accumulator, start) in ReadAsync<TKey, TAcc>(
            op, state, Codecs.For(serializer), cancellation, StateKind.Slice))
            yield return (new DateTimeOffset(start, TimeSpan.Zero), key, accumulator);
    }

    /// <summary>The items of an operator's list state, of all its subtasks.</summary>
    /// <inheritdoc cref="ValuesAsync{TKey, T}"/>
    public IReadOnlyList<T> Items<T>(string op, string state, ISerializer<T>? serializer = null) =>
        OperatorItems.Read(Declared(op, state, StateKind.OperatorList, StateKind.OperatorUnion), Codecs.For(serializer), $"{op}/{state}");

    /// <summary>The entries of an operator's broadcast state.</summary>
    /// <inheritdoc cref="ValuesAsync{TKey, T}"/>
    public IReadOnlyDictionary<TMapKey, T> Broadcast<TMapKey, T>(string op, string state, ISerializer<T>? serializer = null)
        where TMapKey : notnull =>
        OperatorItems.Read(Declared(op, state, StateKind.Broadcast),
            new EntryCodec<TMapKey, T>(Codecs.For<TMapKey>(), Codecs.For(serializer)), $"{op}/{state}")
            .ToDictionary();

    private static IEnumerable<OperatorStateList> Lists(OperatorManifest op) =>
        op.Subtasks.SelectMany(static part => part.Lists).Where(static list => list.Schema is not null);

    private async IAsyncEnumerable<(TKey Key, T Value, long Namespace)> ReadAsync<TKey, T>(
        string op, string name, Codec<T> values, [EnumeratorCancellation] CancellationToken cancellation, params StateKind[] kinds)
    {
        Require(op, name, kinds);
        var from = Stored.Manifest.Operators.First(one => one.Uid == op);
        var keys = Codecs.For<TKey>();
        var codecs = new Dictionary<(Schema, Schema), (Codec<TKey> Key, Codec<T> Value)>();
        var reader = new RecordReader(default);
        await foreach (var entry in CheckpointEntries.InOrderAsync(Stored, from, state => state.Name == name
            && kinds.Contains(state.Kind), cancellation))
        {
            var schemas = (entry.State.Key, entry.State.Schema);
            if (!codecs.TryGetValue(schemas, out var codec))
                codecs.Add(schemas,
                    codec = (keys.ReadingAs(schemas.Key, $"{op}/{name}: key"), values.ReadingAs(schemas.Schema, $"{op}/{name}")));
            reader.Reset(entry.Key);
            var key = codec.Key.Read(reader);
            reader.Reset(entry.Value);
            yield return (key, codec.Value.Read(reader), entry.Namespace);
        }
    }

    private IEnumerable<OperatorStateList> Declared(string op, string name, params StateKind[] kinds)
    {
        Require(op, name, kinds);
        return Lists(Stored.Manifest.Operators.First(one => one.Uid == op)).Where(list => list.Name == name);
    }

    private void Require(string op, string name, StateKind[] kinds)
    {
        if (States.Any(state => state.Operator == op && state.Name == name && kinds.Contains(state.Kind))) return;
        var found = States.Where(state => state.Operator == op).Select(static state => $"{state.Kind} state '{state.Name}'").ToList();
        throw new ArgumentException(
            $"'{Directory}' has no {string.Join(" or ", kinds)} state '{name}' of operator '{op}'; it has "
            + (found.Count > 0 ? $"{string.Join(", ", found)}."
                : $"state of {string.Join(", ", States.Select(static state => $"'{state.Operator}'").Distinct())}."));
    }
}

/// <summary>A state in a savepoint.</summary>
/// <param name="Operator">The operator's uid.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Key">What its keys were written as; null: it has none.</param>
/// <param name="Type">What its values were written as: fields and their types.</param>
public sealed record SavepointState(string Operator, StateKind Kind, string Name, string? Key, string Type);
