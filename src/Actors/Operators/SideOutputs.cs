namespace ActorStream.Actors;

/// <summary>Where a stage emits beside its main output: gathered, flushed and resumed with that.</summary>
internal sealed class SideOutputs : SideCollectors
{
    private readonly List<ISideBranch> _branches = [];

    internal static SideOutputs None { get; } = new();

    internal IReadOnlyList<ISideBranch> Branches => _branches;

    /// <summary>A stage behind is busy with what was emitted aside.</summary>
    internal bool IsBlocked { get; private set; }

    /// <summary>A stage behind is at work with what was emitted aside.</summary>
    internal bool IsPushing => _branches.Exists(static branch => branch.IsPushing);

    internal void Add<T>(SideOutput<T> tag, Stage<T> next, Buffers buffers)
    {
        var output = new StageOutput<T>(next, buffers, this);
        _branches.Add(output);
        Add(tag, output);
    }

    /// <summary>One of the outputs is blocked; until <see cref="Resume"/> answers that none is.</summary>
    internal void Block() => IsBlocked = true;

    internal void Begin(bool hasTimes, int split)
    {
        foreach (var branch in _branches)
        {
            branch.Begin(hasTimes, split);
        }
    }

    internal void Flush()
    {
        foreach (var branch in _branches)
        {
            branch.Flush();
        }
    }

    /// <summary>Answers as <see cref="StageOutput{T}.Resume"/>, for all of them.</summary>
    internal bool Resume()
    {
        var idle = true;
        foreach (var branch in _branches)
        {
            idle &= branch.Resume();
        }

        IsBlocked = !idle;
        return idle;
    }
}

/// <summary>A side output, whatever its records are.</summary>
internal interface ISideBranch
{
    /// <summary>The stage behind.</summary>
    Stage Next { get; }

    /// <summary>That stage is at work.</summary>
    bool IsPushing { get; }

    void Begin(bool hasTimes, int split);

    bool Flush();

    bool Resume();
}

/// <summary>Stands behind a stage that has side outputs: what holds for all its branches goes to each.</summary>
internal sealed class BranchStage<T>(Stage<T> main, SideOutputs sides) : Stage<T>
{
    /// <summary>What the stage before emits to beside this.</summary>
    internal SideOutputs Sides { get; } = sides;

    internal override bool Push(RecordBatch<T> batch) => main.Push(batch);

    internal override bool Advance(long watermark) => All(next => next.Advance(watermark));

    internal override bool End() => All(static next => next.End());

    /// <summary>Both, always: a branch that is blocked must not hold the other up.</summary>
    internal override bool Resume() => main.Resume() & Sides.Resume();

    internal override bool Flush() => All(static next => next.Flush());

    internal override bool OnSplitsChanged() => All(static next => next.OnSplitsChanged());

    internal override IEnumerable<Stage> Downstream() =>
        Sides.Branches.SelectMany(static branch => branch.Next.Downstream()).Concat(main.Downstream()).Prepend(this);

    private bool All(Func<Stage, bool> call)
    {
        var idle = call(main);
        foreach (var branch in Sides.Branches)
        {
            idle &= call(branch.Next);
        }

        return idle;
    }
}
