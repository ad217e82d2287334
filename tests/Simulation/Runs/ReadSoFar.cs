using ActorStream.Actors;
using ActorStream.Backends;
using ActorStream.Coordinator;
using ActorStream.TestKit;
using ActorStream.Tests.Simulation.Swarm;

namespace ActorStream.Tests.Simulation.Runs;

/// <summary>
/// The records that a checkpoint counts as read (I3): of each split those before its position, and each split in exactly one place (I12).
/// </summary>
internal sealed class ReadSoFar(SwarmCase test, CheckpointManifest manifest)
{
    internal IEnumerable<Item> Items() =>
        test.Sources.SelectMany(static (source, index) => source.Splits.Select((split, number) => (index, number, split)))
        .SelectMany(one => one.split.Take(CountOf(one.index, one.number, one.split)));

    private int CountOf(int source, int number, IReadOnlyList<Item> split)
    {
        var uid = $"source-{source}";
        var enumerator = manifest.Enumerators.Single(one => one.Uid == uid);
        var isFile = test.Sources[source].Kind == SourceKind.Files;
        var id = isFile ? $"{SwarmJob.Input}/{source}/{number:D2}.txt@0" : $"list-{number}";
        var places = manifest.Operators.Where(op => op.Uid == uid).SelectMany(static op => op.Subtasks)
            .SelectMany(static part => part.Lists)
            .Where(static list => list.Distribution == StateDistribution.Enumerator).SelectMany(static list => list.Items)
                .Select(SplitFormat.Read)
            .Concat(enumerator.Unassigned).Where(state => state.Id == id).ToList();
        return places switch
        {
            [] => enumerator.Seen.Contains(id) ? split.Count : 0,
            [var only] => isFile ? LinesBefore(SplitFormat<FileSplit>.Read(only).Offset, split) : SplitFormat<ListSplit>.Read(only).Offset,
            _ => throw new InvalidDataException($"I12: split {id} is in {places.Count} places of checkpoint {manifest.Attempt.Checkpoint}"),
        };
    }

    private static int LinesBefore(long offset, IReadOnlyList<Item> split)
    {
        var end = -1L;
        return split.TakeWhile(item => (end += item.ToLine().Length + 1) <= offset).Count();
    }
}
