namespace ActorStream;

/// <summary>A vertex of the job graph: one logical operator.</summary>
internal abstract class JobNode
{
    private readonly List<JobEdge> _inputs = [];
    private readonly List<JobEdge> _outputs = [];

    protected JobNode(string name, OperatorUid? uid) => (Name, Uid) = (name, uid);

    /// <summary>Position in the graph, by order of declaration.</summary>
    internal int Id { get; set; }

    /// <summary>What it does, in a word; with the uid, what logs and errors call it.</summary>
    internal string Name { get; }

    internal OperatorUid? Uid { get; }

    /// <summary>Subtasks; null: the job's parallelism.</summary>
    internal int? Parallelism { get; set; }

    internal IReadOnlyList<JobEdge> Inputs => _inputs;

    internal IReadOnlyList<JobEdge> Outputs => _outputs;

    /// <summary>State that the operator declares, known without opening it.</summary>
    internal virtual IReadOnlyList<StateDescriptor> States => [];

    /// <summary>Whether it may run in one actor with what stands before it.</summary>
    internal virtual bool CanChainToInput => true;

    /// <summary>It runs in actors of its own, behind those of what stands before it.</summary>
    internal bool StartsChain { get; set; }

    /// <summary>What stands behind it runs in other actors.</summary>
    internal bool EndsChain { get; set; }

    /// <summary>What becomes of a record at which its code throws.</summary>
    internal ErrorPolicy Errors { get; set; } = ErrorPolicy.Fail;

    /// <summary>Whether its code sees one record at a time, so that one may fail alone.</summary>
    internal virtual bool CanHandleErrors => false;

    /// <summary>Whether it has side outputs.</summary>
    internal virtual bool HasSideOutputs => false;

    internal abstract void Accept(IJobGraphVisitor visitor);

    /// <param name="from">The operator before.</param>
    /// <param name="exchange">How its records come.</param>
    /// <param name="input">Which input of this node they come to: 0, or 1 where it has two. Those of the first are connected first.</param>
    /// <param name="side">Which side output of the operator before; null: its main one.</param>
    internal void Connect<T>(JobNode from, Exchange<T> exchange, int input = 0, SideOutput<T>? side = null)
    {
        var edge = new JobEdge<T>(from, this, exchange, input, side);
        _inputs.Add(edge);
        from._outputs.Add(edge);
    }

    public override string ToString() => Uid is { } uid ? $"{Name} '{uid}'" : $"{Name} #{Id}";
}

/// <summary>Records of one type on their way from one operator to another.</summary>
internal abstract class JobEdge(JobNode from, JobNode to, int input, SideOutput? side)
{
    internal JobNode From { get; } = from;

    internal JobNode To { get; } = to;

    /// <summary>Which input of <see cref="To"/>: 0, or 1 where it has two.</summary>
    internal int Input { get; } = input;

    /// <summary>Which side output of <see cref="From"/>; null: its main one.</summary>
    internal SideOutput? Side { get; } = side;

    internal abstract string ExchangeName { get; }

    /// <summary>Which subtasks are connected.</summary>
    internal abstract ExchangePattern Pattern { get; }

    /// <summary>Grouped by a key.</summary>
    internal abstract bool IsHash { get; }
}

/// <inheritdoc/>
internal sealed class JobEdge<T>(JobNode from, JobNode to, Exchange<T> exchange, int input, SideOutput? side)
    : JobEdge(from, to, input, side)
{
    internal Exchange<T> Exchange { get; } = exchange;

    internal override string ExchangeName => Exchange.Name;

    internal override ExchangePattern Pattern => Exchange.Pattern;

    internal override bool IsHash => Exchange.IsHash;
}
