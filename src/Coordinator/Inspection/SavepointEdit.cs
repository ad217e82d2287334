using System.Globalization;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>Writes a savepoint without a job: another one with changes, or one of its own.</summary>
/// <param name="from">What is taken over but for the changes; null: nothing.</param>
/// <param name="job">The job that a savepoint of its own is said to be of.</param>
internal sealed class SavepointEdit(StoredCheckpoint? from, JobId job)
{
    private readonly Dictionary<string, EditedOperator> _edited = [];

    internal EditedOperator Operator(string uid)
    {
        if (OperatorUid.Of(uid).Problem() is { } problem) throw new ArgumentException(problem);
        if (!_edited.TryGetValue(uid, out var edited)) _edited.Add(uid, edited = new EditedOperator(uid));
        return edited;
    }

    /// <exception cref="IOException">The directory is not empty, or cannot be written.</exception>
    internal async ValueTask WriteAsync(IFileSystem files, string directory, CancellationToken cancellation)
    {
        var manifest = from?.Manifest ?? new CheckpointManifest(job, "", new CheckpointAttempt(1, 1), Term: 1, [], []);
        var kept = manifest.Operators.Where(op => !_edited.TryGetValue(op.Uid, out var edit) || edit.KeepsState).ToList();
        var target = new SavepointDirectory(files, Path.GetFullPath(directory));
        await target.TakeAsync(cancellation);
        try
        {
            var copied = SavepointManifest.Of(manifest with { Operators = kept });
            if (from is not null) await target.CopyAsync(copied, from.Storage, cancellation);
            var operators = copied.Manifest.Operators.ToList();
            foreach (var edit in _edited.Values.Where(edit => !edit.KeepsState))
            {
                var op = manifest.Operators.FirstOrDefault(one => one.Uid == edit.Uid);
                operators.Add(await WriteAsync(target, edit, op, copied.Files.Count + operators.Count, cancellation));
            }

            await target.FinishAsync(
                manifest with
                {
                    Operators = [.. operators.Select(op => op with { Uid = NewUidOf(op.Uid) })
                        .OrderBy(static op => op.Uid, StringComparer.Ordinal)],
                    Enumerators =
                        [.. manifest.Enumerators.Where(one => !IsEmptied(one.Uid)).Select(one => one with { Uid = NewUidOf(one.Uid) })],
                },
                cancellation);
        }
        catch
        {
            await target.DiscardAsync(CancellationToken.None);
            throw;
        }
    }

    private async ValueTask<OperatorManifest> WriteAsync(
        SavepointDirectory target, EditedOperator edit, OperatorManifest? op, int number, CancellationToken cancellation)
    {
        var (lists, content) = await edit.MergeAsync(from, op, cancellation);
        var keyed = new List<KeyedPart>();
        if (content is not null)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{edit.NewUid}/{number:D5}{CheckpointStorage.SnapshotSuffix}");
            keyed.Add(new KeyedPart(HashRange.All, KeyedFormat.Layers, [await target.WriteAsync(path, content.WriteAsync, cancellation)]));
        }

        return new OperatorManifest(edit.Uid, Parallelism: 1, [new OperatorPart(0, keyed, lists)]);
    }

    private string NewUidOf(string uid) => _edited.TryGetValue(uid, out var edit) ? edit.NewUid : uid;

    private bool IsEmptied(string uid) => _edited.TryGetValue(uid, out var edit) && edit.StartsEmpty;
}
