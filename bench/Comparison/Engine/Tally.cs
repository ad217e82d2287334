namespace ActorStream.Bench.Comparison;

/// <summary>Sums what reaches the end of a job with one subtask.</summary>
internal sealed class Tally
{
    internal long Sum { get; set; }

    internal void Take(long value) => Sum += value;
}

/// <summary>The same for any number of subtasks: each sums its own.</summary>
internal sealed class TallyFunction(Trial trial) : ProcessFunction<long, long>
{
    private long _sum;

    protected internal override void Process(in long record, ProcessContext context, Collector<long> output) => _sum += record;

    protected internal override ValueTask CloseAsync()
    {
        trial.Add(_sum);
        return ValueTask.CompletedTask;
    }
}
