using ActorStream.Actors;
using ActorStream.Backends;

namespace ActorStream.Coordinator;

/// <summary>
/// Appends records one after the other, in the order given, and applies each to the history once it is durable. An append of unknown
/// outcome is tried again until it is known; nothing else is appended meanwhile.
/// </summary>
internal sealed class JournalWriter(JobControl job)
{
    private const int MostAttempts = 12;
    private const int EntriesBetweenCompactions = 512;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly object RetryTimer = new();

    private readonly Queue<(JournalRecord Record, Action Then)> _waiting = new();
    private readonly List<Action> _whenIdle = [];
    private bool _isBusy;
    private int _attempts;
    private int _sinceCompaction;

    /// <summary>Nothing more can be appended: this coordinator is fenced, or the disk refuses.</summary>
    internal bool IsStuck { get; private set; }

    /// <summary>Appends a record; calls back once it is durable.</summary>
    internal void Append(JournalRecord record, Action then)
    {
        _waiting.Enqueue((record, then));
        Next();
    }

    /// <summary>Calls back once every outcome is known, or nobody can hope to learn it any more.</summary>
    internal void WhenIdle(Action then)
    {
        _whenIdle.Add(then);
        CallIdle();
    }

    private void Next()
    {
        if (_isBusy || IsStuck || !_waiting.TryDequeue(out var next)) return;
        _isBusy = true;
        _attempts = 0;
        var end = job.History.End;
        Try(new JournalEntry(next.Record is TermStarted ? end.Term + 1 : end.Term, end.Sequence + 1, next.Record), next.Then);
    }

    private void Try(JournalEntry entry, Action then)
    {
        var journal = job.Definition.Journal;
        job.Run(EffectKind.Io, cancellation => journal.AppendAsync(entry, cancellation), outcome => OnAnswer(entry, then, outcome));
    }

    private void OnAnswer(JournalEntry entry, Action then, Outcome<AppendResult> outcome)
    {
        if (outcome.Error is { } bug)
        {
            GiveUp(bug);
            return;
        }

        switch (outcome.Result.Outcome)
        {
            case AppendOutcome.Appended:
                job.History.Apply(entry);
                _isBusy = false;
                _sinceCompaction++;
                then();
                Next();
                CallIdle();
                break;
            case AppendOutcome.Fenced:
                IsStuck = true;
                job.OnFenced();
                break;
            case AppendOutcome.Unknown:
                job.Log.AppendUnknown(outcome.Result.Error, entry.Sequence, job.Name);
                if (++_attempts >= MostAttempts)
                {
                    GiveUp(new IOException(
                        $"The journal of job '{job.Name}' could not be written in {_attempts} attempts: {outcome.Result.Error?.Message} "
                        + "The next start finds out whether the last entry is durable.", outcome.Result.Error));
                    break;
                }

                job.Actor.SetTimer(
                    RetryTimer, new Continuation(() => Try(entry, then)), GrowingPause.After(_attempts, FirstPause, LongestPause));
                break;
            default:
                throw new InvariantViolatedException($"There is no append outcome {outcome.Result.Outcome}.");
        }
    }

    private void GiveUp(Exception error)
    {
        IsStuck = true;
        job.FailForGood(error);
        CallIdle();
    }

    /// <summary>Lets the journal forget what no recovery needs, now and then, when nothing else is to be written.</summary>
    internal void CompactIfLong()
    {
        if (_isBusy || IsStuck || _waiting.Count > 0 || _sinceCompaction < EntriesBetweenCompactions) return;
        _isBusy = true;
        _sinceCompaction = 0;
        var (journal, isNeeded) = (job.Definition.Journal, job.History.WhatIsNeeded());
        job.Run(
            EffectKind.Io,
            async cancellation =>
            {
                await journal.CompactAsync(isNeeded, cancellation);
                return true;
            },
            outcome =>
            {
                if (outcome.Error is { } error) job.Log.CompactionFailed(error, job.Name);
                _isBusy = false;
                Next();
                CallIdle();
            });
    }

    private void CallIdle()
    {
        if ((_isBusy || _waiting.Count > 0) && !IsStuck) return;
        var then = _whenIdle.ToList();
        _whenIdle.Clear();
        foreach (var one in then) one();
    }
}
