using ActorStream.Coordinator;

namespace ActorStream.Tests.Engine.Coordinator.Journal;

public sealed class MemoryJournalTests : JournalContract
{
    private readonly MemoryJournal _journal = new();

    internal override IJournal Open() => _journal;

    internal override void MakeAppendsUnknown(bool durable) =>
        _journal.Fate = _ => durable ? AppendFate.KeptAndUnknown : AppendFate.LostAndUnknown;

    internal override void MakeAppendsSucceed() => _journal.Fate = static _ => AppendFate.Appended;
}
