using ActorStream.TestKit;
using static ActorStream.Tests.Engine.Connectors.SinkContract.ToyBug;

namespace ActorStream.Tests.Engine.Connectors.SinkContract;

/// <summary>The suite passes a sink without bugs.</summary>
public sealed class ToySinkTests : TransactionalSinkContract<string>
{
    protected override ValueTask<ISinkContractTarget<string>> CreateTargetAsync() => new(new ToyTarget(None));
}

internal sealed class ToyTarget(ToyBug bug) : ISinkContractTarget<string>
{
    private readonly ToyStore _store = new();
    private int _processes;

    public ITransactionalSink<string> NewSink() => new ToySink(_store, bug, ++_processes);

    public string NewRecord(int number) => $"record {number}";

    public ValueTask<IReadOnlyList<string>> ReadCommittedAsync() => new(_store.Visible);

    public ValueTask CrashAsync()
    {
        if (bug != ClaimsOutliveTheProcess)
        {
            _store.ClaimedBy = null;
        }

        if (bug == TheFenceDiesWithTheProcess)
        {
            _store.Fences.Clear();
        }

        if (bug == PreparedRecordsDieWithTheProcess)
        {
            _store.Open.Clear();
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;
}
