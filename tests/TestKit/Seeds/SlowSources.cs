namespace ActorStream.TestKit;

/// <summary>Lowers the rates of a job's sources: a test's few records would be through before anything can go wrong.</summary>
internal sealed class SlowSources(double recordsPerSecond) : JobGraphWalk
{
    public override void Visit<T, TSplit>(SourceNode<T, TSplit> node)
    {
        if (node.RecordsPerSecond == 0 || node.RecordsPerSecond > recordsPerSecond) node.RecordsPerSecond = recordsPerSecond;
    }
}
