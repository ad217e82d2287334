namespace ActorStream.Actors;

/// <summary>
/// How far event time is in each subtask, and what holds it back: the answer to "why has my window not fired?". Data for people; each value
/// is of its own moment.
/// </summary>
/// <param name="Subtasks">Those that run in this process, in the order of the plan.</param>
internal sealed record WatermarkReport(IReadOnlyList<SubtaskTime> Subtasks)
{
    /// <summary>Reads what the subtasks last wrote; on any thread.</summary>
    internal static WatermarkReport Of(JobPlan plan, JobMetrics metrics) => new([.. plan.Subtasks
        .Where(metrics.Subtasks.ContainsKey)
        .Select(id => Of(plan, plan.Vertices[id.Vertex], id, metrics.Subtasks[id]))]);

    /// <summary>
    /// Where an operator's event time is held back: from its slowest subtask, by the input that is least each time, up to the source and
    /// its slowest split.
    /// Empty where no subtask of it is known.
    /// </summary>
    /// <param name="uid">The operator.</param>
    internal IReadOnlyList<TimeStep> HeldBackBy(string uid)
    {
        var steps = new List<TimeStep>();
        var at = Slowest(Subtasks.Where(subtask => subtask.Uids.Contains(uid)));
        while (at is not null)
        {
            var split = at.Splits.Where(static one => !one.IsIdle).MinBy(static one => one.Watermark ?? DateTimeOffset.MinValue);
            steps.Add(new TimeStep(at.Id, at.Operators, at.Watermark, split));
            var input = at.Inputs.Where(static one => !one.IsIdle && !one.HasEnded)
                .MinBy(static one => one.Watermark ?? DateTimeOffset.MinValue);
            at = Subtasks.FirstOrDefault(subtask => subtask.Id == input?.From);
        }

        return steps;
    }

    private static SubtaskTime? Slowest(IEnumerable<SubtaskTime> subtasks) =>
        subtasks.MinBy(static one => one.Watermark ?? DateTimeOffset.MinValue);

    private static SubtaskTime Of(JobPlan plan, JobVertex vertex, SubtaskId id, SubtaskMetrics metrics) => new(
        id,
        vertex.Name,
        [.. vertex.Uids.Select(static uid => uid.Value)],
        TimeOf(metrics.Watermark),
        [.. metrics.Inputs.Zip(plan.ChannelsInto(vertex, id.Index), static (channel, from) =>
            new ChannelTime(from.From, TimeOf(channel.Watermark), channel.IsIdle, channel.Ended))],
        [.. metrics.Splits.Select(static split => new SplitTime(split.Id, TimeOf(split.Watermark), split.IsIdle, split.IsPaused))]);

    private static DateTimeOffset? TimeOf(long ticks) =>
        ticks < 0 ? null : new DateTimeOffset(Math.Min(ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}

/// <summary>Event time in one subtask.</summary>
/// <param name="Id">The subtask.</param>
/// <param name="Operators">The operators of its chain, as logs call them.</param>
/// <param name="Uids">Their uids.</param>
/// <param name="Watermark">What it has reached; null: nothing yet. <see cref="DateTimeOffset.MaxValue"/>: the end of its input.</param>
/// <param name="Inputs">Its input channels; none at a source.</param>
/// <param name="Splits">The splits that it reads, per stage that makes watermarks; none behind an exchange.</param>
internal sealed record SubtaskTime(
    SubtaskId Id,
    string Operators,
    IReadOnlyList<string> Uids,
    DateTimeOffset? Watermark,
    IReadOnlyList<ChannelTime> Inputs,
    IReadOnlyList<SplitTime> Splits);

/// <summary>What a channel has brought.</summary>
/// <param name="From">The subtask that sends.</param>
/// <param name="Watermark">Its watermark; null: none yet.</param>
/// <param name="IsIdle">It brings nothing for now, and holds nothing back.</param>
/// <param name="HasEnded">No record follows.</param>
internal sealed record ChannelTime(SubtaskId From, DateTimeOffset? Watermark, bool IsIdle, bool HasEnded);

/// <summary>How far a split is.</summary>
/// <param name="Split">Its id.</param>
/// <param name="Watermark">Its watermark; null: none yet.</param>
/// <param name="IsIdle">It is silent, and holds nothing back.</param>
/// <param name="IsPaused">It waits for the slowest split.</param>
internal sealed record SplitTime(string Split, DateTimeOffset? Watermark, bool IsIdle, bool IsPaused);

/// <summary>One subtask on the way from an operator up to what holds it back.</summary>
/// <param name="Subtask">The subtask.</param>
/// <param name="Operators">Its operators.</param>
/// <param name="Watermark">What it has reached.</param>
/// <param name="Split">At a source, its slowest split; null elsewhere, and where the subtask has no split that counts.</param>
internal sealed record TimeStep(SubtaskId Subtask, string Operators, DateTimeOffset? Watermark, SplitTime? Split);
