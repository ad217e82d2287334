using ActorStream.Backends;

namespace ActorStream.Actors;

/// <summary>The actor of a subtask whose operators were given by the fluent API.</summary>
internal sealed class SubtaskActor(Func<IActorContext, SubtaskCore> createCore) : Actor
{
    private SubtaskCore? _core;

    protected internal override void PreStart() => _core = createCore(Context);

    protected internal override void Receive(object message)
    {
        if (!_core!.TryHandle(message))
        {
            throw new InvariantViolatedException($"Subtask {_core.Id} cannot handle a {message.GetType().Name}.");
        }
    }

    protected internal override ValueTask CloseAsync() => _core?.CloseAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// Props of one subtask: this actor, or the operator actor that the graph names for it, on the dispatcher that its props choose.
    /// </summary>
    internal static Props PropsOf(SubtaskEnvironment environment, DeployEpoch deployment, SubtaskDeployment subtask, BufferBudget budget)
    {
        var head = environment.Plan.Vertices[subtask.Id.Vertex].Head;
        if (head is not IActorNode { Props: Props props })
        {
            return Props.Create(() => new SubtaskActor(
                context => new SubtaskCore(environment, deployment, subtask, budget, context, null)));
        }

        return props with
        {
            Factory = () =>
            {
                var actor = (OperatorActor)props.Factory();
                actor.Bind(context => new SubtaskCore(environment, deployment, subtask, budget, context, actor));
                return actor;
            },
        };
    }
}
