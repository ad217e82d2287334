using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>What an aggregate does with accumulators that are merged apart from the state that they come from.</summary>
/// <param name="Create">An accumulator of nothing.</param>
/// <param name="Add">Adds a record.</param>
/// <param name="Merging">Merges two.</param>
internal sealed record PaneMerge<TIn, TAcc>(Func<TAcc> Create, WindowAdd<TAcc, TIn> Add, IWindowMerge<TAcc> Merging)
{
    private static readonly bool IsImmutable = Immutability.IsProven<TAcc>();

    /// <summary>An accumulator that nothing else refers to.</summary>
    internal TAcc Copy(in TAcc acc)
    {
        if (IsImmutable)
        {
            return acc;
        }

        var copy = Create();
        Merging.Merge(ref copy, acc);
        return copy;
    }
}
