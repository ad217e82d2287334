using ActorStream;

namespace Testing;

/// <summary>The job under test. Its source and sink are given to it, so that a test gives others than production.</summary>
public static class PaymentsJob
{
    public static void Declare<TSplit>(JobBuilder job, ISource<Payment, TSplit> payments, ITransactionalSink<Balance> ledger)
        where TSplit : ISourceSplit => job
        .From(payments, uid: "payments")
        .KeyBy(static payment => payment.Account)
        .Process(static () => new RunningBalance(), uid: "balance")
        .To(ledger, uid: "ledger");
}
