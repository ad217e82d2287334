using ActorStream.Actors;

namespace ActorStream.Coordinator;

/// <summary>The node agents that are up.</summary>
internal sealed class Agents(IActorContext actor)
{
    private readonly List<IActorRef> _agents = [];

    internal IReadOnlyList<IActorRef> All => _agents;

    internal void Join(IActorRef agent)
    {
        if (_agents.Contains(agent)) return;
        _agents.Add(agent);
        actor.Watch(agent);
    }

    internal bool Remove(IActorRef agent) => _agents.Remove(agent);

    internal void Tell(object message)
    {
        foreach (var agent in _agents) agent.Tell(message, actor.Self);
    }

    /// <summary>Shares the subtasks out: those of one index go to one agent, so that what a forward edge connects stays together.</summary>
    internal IReadOnlyDictionary<IActorRef, IReadOnlyList<SubtaskId>> Place(IEnumerable<SubtaskId> subtasks) => subtasks
        .GroupBy(subtask => _agents[subtask.Index % _agents.Count])
        .ToDictionary(static own => own.Key, static own => (IReadOnlyList<SubtaskId>)[.. own]);
}
