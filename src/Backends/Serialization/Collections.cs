using System.Collections.Immutable;
using System.Reflection;

namespace ActorStream.Backends;

/// <summary>
/// The collection types that are served. An interface does not tell what it holds: lists come back as <see cref="List{T}"/>, dictionaries
/// and sets must be a <see cref="Dictionary{TKey, TValue}"/> or <see cref="HashSet{T}"/>, since another one's order or comparer would be
/// lost.
/// </summary>
internal static class Collections
{
    /// <summary>Per definition the method below that makes its codec from that of its items.</summary>
    private static readonly Dictionary<Type, string> Makers = new()
    {
        [typeof(List<>)] = nameof(List),
        [typeof(HashSet<>)] = nameof(HashSet),
        [typeof(Dictionary<,>)] = nameof(Dictionary),
        [typeof(Queue<>)] = nameof(Queue),
        [typeof(Stack<>)] = nameof(Stack),
        [typeof(LinkedList<>)] = nameof(LinkedList),
        [typeof(SortedSet<>)] = nameof(SortedSet),
        [typeof(SortedDictionary<,>)] = nameof(SortedDictionary),
        [typeof(SortedList<,>)] = nameof(SortedList),
        [typeof(ImmutableList<>)] = nameof(ImmutableList),
        [typeof(ImmutableQueue<>)] = nameof(ImmutableQueue),
        [typeof(ImmutableStack<>)] = nameof(ImmutableStack),
        [typeof(ImmutableHashSet<>)] = nameof(ImmutableHashSet),
        [typeof(ImmutableSortedSet<>)] = nameof(ImmutableSortedSet),
        [typeof(ImmutableDictionary<,>)] = nameof(ImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(ImmutableSortedDictionary),
        [typeof(IReadOnlyList<>)] = nameof(IReadOnlyList),
        [typeof(IReadOnlyCollection<>)] = nameof(IReadOnlyCollection),
        [typeof(IList<>)] = nameof(IList),
        [typeof(ICollection<>)] = nameof(ICollection),
        [typeof(ISet<>)] = nameof(ISet),
        [typeof(IReadOnlySet<>)] = nameof(IReadOnlySet),
        [typeof(IDictionary<,>)] = nameof(IDictionary),
        [typeof(IReadOnlyDictionary<,>)] = nameof(IReadOnlyDictionary),
    };

    private static readonly HashSet<Type> Sorted =
    [
        typeof(SortedSet<>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(ImmutableSortedSet<>), typeof(ImmutableSortedDictionary<,>),
    ];

    /// <summary>Whether it is a collection, and not a record of its members.</summary>
    public static bool Contains(Type type) => type.IsGenericType && Makers.ContainsKey(type.GetGenericTypeDefinition());

    /// <summary>Whether it never changes, its items aside.</summary>
    public static bool IsImmutable(Type type) =>
        IsImmutableArray(type) || (Contains(type) && type.Namespace == typeof(ImmutableList).Namespace);

    /// <summary>Whether it is an array that never changes. It is written as the array, and as null where it was never given one.</summary>
    public static bool IsImmutableArray(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    /// <summary>Why a collection of such items cannot be served, as the rest of a sentence; null if it can.</summary>
    public static string? Problem(Type type)
    {
        var ordered = type.GetGenericArguments()[0];
        ordered = Nullable.GetUnderlyingType(ordered) ?? ordered;
        return !Sorted.Contains(type.GetGenericTypeDefinition()) || typeof(IComparable).IsAssignableFrom(ordered)
            || typeof(IComparable<>).MakeGenericType(ordered).IsAssignableFrom(ordered)
            ? null
            : $"{TypeNames.Of(ordered)} has no order of its own (IComparable)";
    }

    /// <param name="type">A collection.</param>
    /// <param name="item">The codec of its items; of its entries if it is a dictionary.</param>
    public static Codec CodecOf(Type type, Codec item)
    {
        var maker = typeof(Collections).GetMethod(Makers[type.GetGenericTypeDefinition()], BindingFlags.Static | BindingFlags.NonPublic)!;
        return (Codec)maker.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [item])!;
    }

    private static ListCodec<T> List<T>(Codec<T> item) => new(item);

    private static HashSetCodec<T> HashSet<T>(Codec<T> item) => new(item);

    private static DictionaryCodec<TKey, TValue> Dictionary<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull => new(entry);

    private static SequenceCodec<Queue<T>, T> Queue<T>(Codec<T> item) => new(item, items => new Queue<T>(items), queue => queue);

    /// <summary>From the bottom up.</summary>
    private static SequenceCodec<Stack<T>, T> Stack<T>(Codec<T> item) => new(item, items => new Stack<T>(items), stack => stack.Reverse());

    private static SequenceCodec<LinkedList<T>, T> LinkedList<T>(Codec<T> item) =>
        new(item, items => new LinkedList<T>(items), list => list);

    private static SequenceCodec<SortedSet<T>, T> SortedSet<T>(Codec<T> item) =>
        new(item, items => [.. items], set => Default(set, set.Comparer));

    private static SequenceCodec<SortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> SortedDictionary<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull => new(entry, entries => AddTo(new SortedDictionary<TKey, TValue>(), entries), map => Default(map, map.Comparer));

    private static SequenceCodec<SortedList<TKey, TValue>, KeyValuePair<TKey, TValue>> SortedList<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull =>
        new(entry, entries => AddTo(new SortedList<TKey, TValue>(entries.Length), entries), map => Default(map, map.Comparer));

    private static SequenceCodec<ImmutableList<T>, T> ImmutableList<T>(Codec<T> item) => new(item, items => [.. items], list => list);

    private static SequenceCodec<ImmutableQueue<T>, T> ImmutableQueue<T>(Codec<T> item) => new(item, items => [.. items], queue => queue);

    /// <summary>From the bottom up.</summary>
    private static SequenceCodec<ImmutableStack<T>, T> ImmutableStack<T>(Codec<T> item) =>
        new(item, items => [.. items], stack => stack.Reverse());

    private static SequenceCodec<ImmutableHashSet<T>, T> ImmutableHashSet<T>(Codec<T> item) =>
        new(item, items => [.. items], set => Default(set, set.KeyComparer));

    private static SequenceCodec<ImmutableSortedSet<T>, T> ImmutableSortedSet<T>(Codec<T> item) =>
        new(item, items => [.. items], set => Default(set, set.KeyComparer));

    private static SequenceCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> ImmutableDictionary<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull =>
        new(entry, entries => System.Collections.Immutable.ImmutableDictionary.CreateRange(entries), map => Default(map, map.KeyComparer));

    private static SequenceCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> ImmutableSortedDictionary<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull =>
        new(entry, entries => System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(entries), map => Default(map, map.KeyComparer));

    private static SequenceCodec<IReadOnlyList<T>, T> IReadOnlyList<T>(Codec<T> item) =>
        new(item, items => new List<T>(items), list => list);

    private static SequenceCodec<IReadOnlyCollection<T>, T> IReadOnlyCollection<T>(Codec<T> item) =>
        new(item, items => new List<T>(items), Ordered);

    private static SequenceCodec<IList<T>, T> IList<T>(Codec<T> item) => new(item, items => new List<T>(items), list => list);

    private static SequenceCodec<ICollection<T>, T> ICollection<T>(Codec<T> item) => new(item, items => new List<T>(items), Ordered);

    private static SequenceCodec<ISet<T>, T> ISet<T>(Codec<T> item) => new(item, items => new HashSet<T>(items), Known<T>);

    private static SequenceCodec<IReadOnlySet<T>, T> IReadOnlySet<T>(Codec<T> item) => new(item, items => new HashSet<T>(items), Known<T>);

    private static SequenceCodec<IDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> IDictionary<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull =>
        new(entry, entries => AddTo(new Dictionary<TKey, TValue>(entries.Length), entries), Known<TKey, TValue>);

    private static SequenceCodec<IReadOnlyDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>> IReadOnlyDictionary<TKey, TValue>(
        Codec<KeyValuePair<TKey, TValue>> entry)
        where TKey : notnull =>
        new(entry, entries => AddTo(new Dictionary<TKey, TValue>(entries.Length), entries), Known<TKey, TValue>);

    private static TMap AddTo<TMap, TKey, TValue>(TMap map, KeyValuePair<TKey, TValue>[] entries)
        where TMap : IDictionary<TKey, TValue>
    {
        foreach (var (key, value) in entries)
        {
            map.Add(key, value);
        }

        return map;
    }

    private static IEnumerable<T> Default<T, TCompared>(IEnumerable<T> items, IEqualityComparer<TCompared> comparer)
    {
        Comparers.RequireDefault(comparer);
        return items;
    }

    private static IEnumerable<T> Default<T, TCompared>(IEnumerable<T> items, IComparer<TCompared> comparer)
    {
        Comparers.RequireDefault(comparer);
        return items;
    }

    private static IEnumerable<T> Ordered<T>(IEnumerable<T> items) =>
        items is IReadOnlyList<T> or IList<T> ? items : throw Unknown(items, typeof(List<T>));

    private static IEnumerable<T> Known<T>(IEnumerable<T> set) =>
        set is HashSet<T> known ? Default(known, known.Comparer) : throw Unknown(set, typeof(HashSet<T>));

    private static IEnumerable<KeyValuePair<TKey, TValue>> Known<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> map)
        where TKey : notnull =>
        map is Dictionary<TKey, TValue> known ? Default(known, known.Comparer) : throw Unknown(map, typeof(Dictionary<TKey, TValue>));

    private static InvalidOperationException Unknown(object value, Type served) =>
        new($"A {TypeNames.Of(value.GetType())} cannot be written where an interface is declared: it would come back as {TypeNames.Of(served)}. "
            + $"Give a {TypeNames.Of(served)}, or declare the type itself.");
}
