using ActorStream;
using ActorStream.TestKit;

namespace Testing;

/// <summary>Every promise of a transactional sink, tried on the ledger's one by one.</summary>
public sealed class LedgerSinkContractTests : TransactionalSinkContract<Balance>
{
    protected override ValueTask<ISinkContractTarget<Balance>> CreateTargetAsync() => new(new Target());

    private sealed class Target : ISinkContractTarget<Balance>
    {
        private readonly Ledger _ledger = new();
        private readonly TestFiles _disk = new();

        public ITransactionalSink<Balance> NewSink() => new LedgerSink(_ledger);

        public IFileSystem NewDisk() => _disk.Mount();

        public Balance NewRecord(int number) => new($"account-{number}", 1, number);

        public ValueTask<IReadOnlyList<Balance>> ReadCommittedAsync() => new([.. _ledger.Rows]);

        public ValueTask CrashAsync()
        {
            _disk.LosePower();
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
