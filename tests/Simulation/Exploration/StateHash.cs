using System.Collections;
using System.Runtime.CompilerServices;
using ActorStream.Actors;
using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// A hash of everything that objects reach by their fields: equal for two graphs of one shape and content, wherever they lie in memory and
/// in whatever order they were made. What is left out is in <see cref="Irrelevant"/>.
/// </summary>
/// <remarks>
/// <para>An object met again adds its number in the order of first meetings, so cycles end and sharing counts. References to actors add the
/// address.</para>
/// <para>Sets and dictionaries have no order: they wait until all that has one was met, then each entry is hashed by itself, with the
/// numbers given so far, and the sum is added. What only such entries reach may be shared between two of them unnoticed.</para>
/// </remarks>
internal sealed class StateHash(Scope scope)
{
    private readonly Dictionary<object, int> _met = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<IEnumerable> _unordered = new();
    private Dictionary<object, int>? _metInEntry;
    private ulong _hash;

    internal ulong Value
    {
        get
        {
            while (_unordered.TryDequeue(out var entries)) AddEntries(entries);
            return _hash;
        }
    }

    internal void Add(ulong bits) => _hash = Mix(_hash ^ bits);

    internal void Add(long bits) => Add((ulong)bits);

    internal void Add(string? text) => Add(text is null ? 1 : TextHash.Of(text));

    /// <summary>Adds an object and all that it reaches.</summary>
    internal void Visit(object? value)
    {
        switch (value)
        {
            case null:
                Add(1);
                break;
            case string text:
                Add(TextHash.Of(text));
                break;
            case IActorRef actor:
                Add(actor);
                break;
            case Exception error:
                Add(TextHash.Of(error.GetType().Name));
                break;
            case CancellationTokenSource source:
                Add(source.IsCancellationRequested ? 2UL : 3UL);
                break;
            default:
                VisitOnce(value);
                break;
        }
    }

    /// <summary>Adds entries without an order.</summary>
    internal void AddUnordered(IEnumerable entries) => _unordered.Enqueue(entries);

    private void Add(IActorRef actor)
    {
        var (node, path, _) = actor.Address;
        Add(TextHash.Of(node));
        Add(TextHash.Of(path));
        Add(actor is CellRef { Cell: SimulatedCell { HasCrashed: true } } ? 5UL : 6UL);
    }

    private void VisitOnce(object value)
    {
        var type = value.GetType();
        if (Irrelevant.Contains(type) || Irrelevant.Contains(value, scope)) return;
        if (_met.TryGetValue(value, out var number))
        {
            Add((ulong)number + 16);
            return;
        }

        if (_metInEntry is null)
        {
            _met.Add(value, _met.Count);
        }
        else
        {
            if (_metInEntry.TryGetValue(value, out number))
            {
                Add((ulong)number + (1UL << 32));
                return;
            }

            _metInEntry.Add(value, _metInEntry.Count);
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var plan = TypePlan.Of(type);
        Add(plan.Number);
        plan.Visit(value, this);
    }

    private void AddEntries(IEnumerable entries)
    {
        var (before, sum) = (_hash, 0UL);
        foreach (var entry in entries)
        {
            _metInEntry = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
            _hash = 7;
            Visit(entry);
            sum += Mix(_hash);
        }

        _metInEntry = null;
        _hash = before;
        Add(sum);
    }

    private static ulong Mix(ulong bits)
    {
        bits *= 0x9E3779B97F4A7C15;
        bits ^= bits >> 32;
        bits *= 0xD6E8FEB86659FD93;
        return bits ^ (bits >> 29);
    }
}

/// <summary>Hashes of texts, each computed once; the framework's own differ between processes.</summary>
internal static class TextHash
{
    internal static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var letter in text) hash = (hash ^ letter) * 0x100000001B3;
        return hash;
    }
}
