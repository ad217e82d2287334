using ActorStream;

namespace Testing;

/// <summary>
/// The system outside: a database with a table of rows, a table in which transactions are staged, and a table of those that were applied.
/// It lives on when processes of the job crash.
/// </summary>
public sealed class Ledger
{
    private readonly Dictionary<string, (string Lineage, long Epoch, IReadOnlyList<Balance> Rows)> _staged = [];
    private readonly Dictionary<string, string> _applied = [];
    private readonly Dictionary<string, long> _fences = [];
    private readonly List<(string Lineage, Balance Row)> _rows = [];

    /// <summary>What a reader sees.</summary>
    public IReadOnlyList<Balance> Rows => [.. _rows.Select(static one => one.Row)];

    /// <summary>Keeps the rows of a transaction where no reader sees them. Refused to epochs that are over.</summary>
    public void Stage(string transaction, string lineage, long epoch, IReadOnlyList<Balance> rows)
    {
        if (epoch < _fences.GetValueOrDefault(lineage))
            throw new InvalidOperationException($"Epoch {epoch} is over: epoch {_fences[lineage]} has begun.");
        _staged.Add(transaction, (lineage, epoch, rows));
    }

    /// <summary>Moves staged rows to where a reader sees them, and remembers it, in one step.</summary>
    public CommitOutcome Apply(string transaction)
    {
        if (_applied.ContainsKey(transaction)) return CommitOutcome.AlreadyCommitted;
        if (!_staged.Remove(transaction, out var staged)) return CommitOutcome.Lost;
        _applied.Add(transaction, staged.Lineage);
        _rows.AddRange(staged.Rows.Select(row => (staged.Lineage, row)));
        return CommitOutcome.Committed;
    }

    /// <summary>Copies staged rows to where a reader sees them, however often it is asked to.</summary>
    public void Append(string transaction)
    {
        var (lineage, _, rows) = _staged[transaction];
        _rows.AddRange(rows.Select(row => (lineage, row)));
    }

    /// <summary>Refuses earlier epochs from now on.</summary>
    public void Fence(string lineage, long epoch) => _fences[lineage] = Math.Max(epoch, _fences.GetValueOrDefault(lineage));

    /// <summary>Throws away what earlier epochs have staged and nobody will commit.</summary>
    public void DropStaged(string lineage, long below)
    {
        foreach (var (transaction, staged) in _staged.Where(one => one.Value.Lineage == lineage && one.Value.Epoch < below).ToList())
            _staged.Remove(transaction);
    }

    /// <summary>Removes all that a job has written.</summary>
    public void Discard(string lineage)
    {
        DropStaged(lineage, long.MaxValue);
        _rows.RemoveAll(one => one.Lineage == lineage);
        foreach (var (transaction, _) in _applied.Where(one => one.Value == lineage).ToList()) _applied.Remove(transaction);
    }
}
