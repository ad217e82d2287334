using ActorStream.Backends;
using ActorStream.Backends.Files;

namespace ActorStream.Actors;

/// <summary>
/// One subtask's part of round n under way: what its stages added synchronously, and what is still being made durable. Used on the actor's
/// thread; files are written by effects.
/// </summary>
internal sealed class SnapshotRound(
    long checkpoint, long baseCheckpoint, bool isFinal, StageContext context, Action<SnapshotRound> finished)
{
    private readonly List<Piece> _pieces = [];
    private int _pending = 1;
    private int _names;

    internal long Checkpoint { get; } = checkpoint;

    /// <summary>A complete checkpoint that snapshots of this round may build on; 0: none.</summary>
    internal long Base { get; } = baseCheckpoint;

    /// <summary>Nothing follows the barrier of this round, or of a repeated one if it fails.</summary>
    internal bool IsFinal { get; } = isFinal;

    /// <summary>Why the part could not be made; null so far.</summary>
    internal string? Failure { get; private set; }

    /// <summary>The round was given up: what is still written is thrown away.</summary>
    internal bool Aborted { get; private set; }

    internal long Bytes { get; private set; }

    /// <summary>All that is durable, per operator. Complete when the round has finished.</summary>
    internal SubtaskSnapshot Snapshot() => new([.. _pieces
        .GroupBy(p => p.Uid)
        .Select(g => new OperatorSnapshot(
            g.Key, [.. g.Select(p => p.Keyed).OfType<KeyedPart>()], [.. g.Select(p => p.List?.Invoke()).OfType<OperatorStateList>()]))]);

    /// <summary>Adds operator state, as it is now.</summary>
    internal void Add(string uid, OperatorStateList list) => _pieces.Add(new Piece(uid) { List = () => list });

    /// <summary>Adds the operator state that a function declared, as it is now. More of it than the limit fails the round.</summary>
    internal void Add(string uid, OperatorStates states)
    {
        try
        {
            foreach (var list in states.Snapshot(context.Environment.Settings.State.OperatorStateLimit.Bytes))
            {
                Add(uid, list);
            }
        }
        catch (OperatorStateLimitException error)
        {
            Failure ??= error.Message;
        }
    }

    /// <summary>Adds operator state that is known only once the asynchronous work it waits for is done: call the answer then.</summary>
    internal Action AddLater(string uid, Func<OperatorStateList> list)
    {
        _pieces.Add(new Piece(uid) { List = list });
        _pending++;
        return Done;
    }

    /// <summary>Writes keyed state, frozen as it is now.</summary>
    /// <param name="uid">The operator.</param>
    /// <param name="state">Disposed of once it is written.</param>
    /// <param name="written">Called on the actor's thread with what became of it, if it was written.</param>
    internal void Add(string uid, StateSnapshot state, Action<KeyedPart> written)
    {
        var piece = new Piece(uid);
        _pieces.Add(piece);
        _pending++;
        var storage = context.Environment.Storage;
        var attempt = new CheckpointAttempt(Checkpoint, context.Epoch);
        var name = CheckpointStorage.SnapshotPath(attempt, context.Id.Vertex, context.Id.Index, _names++);
        context.Run(
            EffectKind.Io,
            async cancellation =>
            {
                using (state)
                {
                    KeyedPart? part = null;
                    await LostFile.WriteAnewAsync(async () =>
                    {
                        await using var target = new SnapshotTarget(storage, attempt, name, context.Environment.Settings.Checkpoint);
                        part = await state.WriteAsync(target, cancellation);
                        await target.SyncAsync(cancellation);
                    });
                    return part!;
                }
            },
            outcome =>
            {
                if (outcome.Error is { } error)
                {
                    Failure ??= $"state of '{uid}' could not be written to {name}: {error.Message}";
                }
                else
                {
                    piece.Keyed = outcome.Value;
                    Bytes += outcome.Value.Files.Where(file => CheckpointStorage.IsOf(attempt, file.Path)).Sum(file => file.Length);
                    written(outcome.Value);
                }

                Done();
            });
    }

    /// <summary>The synchronous part is over; the round finishes when all that was added is durable.</summary>
    internal void Close() => Done();

    internal void Abort() => Aborted = true;

    private void Done()
    {
        if (--_pending == 0)
        {
            finished(this);
        }
    }

    private sealed class Piece(string uid)
    {
        internal string Uid { get; } = uid;

        internal KeyedPart? Keyed { get; set; }

        internal Func<OperatorStateList>? List { get; init; }
    }
}
