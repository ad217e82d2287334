namespace ActorStream.Backends;

/// <summary>The frozen entries of one state and namespace, given one by one in hash order.</summary>
internal abstract class FrozenEntries : IDisposable
{
    /// <summary>Whether these are changes to what the layer below holds, removals among them, rather than all entries.</summary>
    public abstract bool IsChange { get; }

    /// <summary>Starts over.</summary>
    public abstract void Rewind();

    /// <summary>Appends the next key's entries, or its removal; answers <c>false</c> at the end.</summary>
    public abstract bool TryWriteNext(SnapshotBlockBuilder block);

    /// <summary>Appends entries until the block is full; answers <c>false</c> if it is not, at the end.</summary>
    public virtual bool TryFill(SnapshotBlockBuilder block)
    {
        while (!block.IsFull)
        {
            if (!TryWriteNext(block))
            {
                return false;
            }
        }

        return true;
    }

    public abstract void Dispose();
}

/// <summary>What is frozen of one run.</summary>
/// <param name="State">Position among the snapshot's states.</param>
/// <param name="Namespace">Start of the slice; 0 for states without one.</param>
/// <param name="Entries">The entries.</param>
internal sealed record FrozenRun(int State, long Namespace, FrozenEntries Entries);
