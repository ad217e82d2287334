using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Beside the coordinator, one per epoch: hears from source subtasks where the slowest of their splits is, and tells each how far those of
/// its group are, be they of one source or of several.
/// </summary>
/// <remarks>It keeps what each subtask said last. Subtasks repeat themselves as long as they live, those at their end as well, so whatever
/// is lost or out of order holds for an interval.</remarks>
internal sealed class AlignmentActor(long epoch) : Actor
{
    private readonly Dictionary<(string? Group, int Source), Dictionary<SubtaskId, long>> _groups = [];

    internal static Props PropsOf(long epoch) => Props.Create(() => new AlignmentActor(epoch)) with { Dispatcher = Dispatcher.Control };

    protected internal override void Receive(object message)
    {
        if (message is not SplitProgress progress)
        {
            throw new InvariantViolatedException($"The alignment of sources cannot handle a {message.GetType().Name}.");
        }

        var name = (progress.Group, progress.Group is null ? progress.Subtask.Vertex : -1);
        if (!_groups.TryGetValue(name, out var group))
        {
            _groups.Add(name, group = []);
        }

        group[progress.Subtask] = progress.Slowest;
        Sender.Tell(new SlowestSplit(epoch, group.Values.Min()), Self);
    }
}
