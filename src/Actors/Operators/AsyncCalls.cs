namespace ActorStream.Actors;

/// <summary>
/// Makes the calls of an asynchronous operator: so many at once, those of one key one after the other, again if they fail, not longer than
/// they may
/// take. Used on the actor's thread.
/// </summary>
/// <param name="uid">The operator.</param>
/// <param name="function">Makes a call.</param>
/// <param name="options">How.</param>
/// <param name="isKeyed">Whether those of one key wait for each other.</param>
/// <param name="context">Runs the calls.</param>
/// <param name="ended">Told of each record once: it has an answer, or a fault that does not fail the job.</param>
/// <param name="mayFail">Whether a record may fail by this without failing the job.</param>
internal sealed class AsyncCalls<TIn, TOut>(
    string uid,
    AsyncFunction<TIn, TOut> function,
    AsyncOptions options,
    bool isKeyed,
    StageContext context,
    Action<AsyncCall<TIn, TOut>> ended,
    Func<Exception, bool> mayFail)
{
    // Calls under way, by when they began: the first is the first that may have taken too long.
    private readonly LinkedList<AsyncCall<TIn, TOut>> _active = new();
    private readonly Queue<AsyncCall<TIn, TOut>> _waiting = new();

    // Of each key with a call under way: those that follow. By hash: two keys of one hash only wait more than they must.
    private readonly Dictionary<ulong, Queue<AsyncCall<TIn, TOut>>> _lines = [];

    /// <summary>Makes the call for a record as soon as it may.</summary>
    internal void Begin(AsyncCall<TIn, TOut> call)
    {
        if (isKeyed && !_lines.TryAdd(call.Request.Hash, new Queue<AsyncCall<TIn, TOut>>()))
        {
            _lines[call.Request.Hash].Enqueue(call);
            return;
        }

        _waiting.Enqueue(call);
        BeginWaiting();
    }

    private void BeginWaiting()
    {
        while (_active.Count < options.Capacity && _waiting.TryDequeue(out var call))
        {
            call.Begun = context.Time.GetTimestamp();
            call.Active = _active.AddLast(call);
            if (_active.Count == 1)
            {
                WatchTime();
            }

            Call(call);
        }
    }

    private void Call(AsyncCall<TIn, TOut> call)
    {
        call.Attempt++;
        var cancellation = call.Cancellation = new CancellationTokenSource();
        context.Run(
            EffectKind.User,
            async stopped =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stopped, cancellation.Token);
                return await function.InvokeAsync(call.Request.Record, either.Token);
            },
            outcome =>
            {
                cancellation.Dispose();
                call.Cancellation = null;
                if (!call.HasEnded)
                {
                    OnOutcome(call, outcome);
                    return;
                }

                // It was given up, and only now does nothing work for its key any more.
                ReleaseKey(call);
                BeginWaiting();
            });
    }

    private void OnOutcome(AsyncCall<TIn, TOut> call, Outcome<TOut> outcome)
    {
        if (outcome.Error is not { } error)
        {
            call.Answer = outcome.Result;
            End(call);
        }
        else if (options.Retry.IsWorthwhile(call.Attempt, error))
        {
            context.SetTimer(call, options.Retry.PauseAfter(call.Attempt), () =>
            {
                if (!call.HasEnded)
                {
                    Call(call);
                }
            });
        }
        else
        {
            Fail(call, error);
        }
    }

    private void Fail(AsyncCall<TIn, TOut> call, Exception error)
    {
        if (!mayFail(error))
        {
            throw new AsyncFunctionException(
                $"Operator '{uid}': the call for a record failed{(call.Attempt == 1 ? "" : $", {call.Attempt} times")}: {error.Message}", error);
        }

        call.Fault = error;
        End(call);
    }

    private void End(AsyncCall<TIn, TOut> call)
    {
        _active.Remove(call.Active!);
        call.HasEnded = true;
        ended(call);
        if (call.Cancellation is null)
        {
            ReleaseKey(call);
        }

        BeginWaiting();
    }

    /// <summary>Lets the key's next call begin.</summary>
    private void ReleaseKey(AsyncCall<TIn, TOut> call)
    {
        if (!isKeyed)
        {
            return;
        }

        if (_lines[call.Request.Hash].TryDequeue(out var next))
        {
            _waiting.Enqueue(next);
        }
        else
        {
            _lines.Remove(call.Request.Hash);
        }
    }

    // ---- time

    private void WatchTime()
    {
        if (options.Timeout is { } timeout && _active.First is { } first)
        {
            var left = timeout - context.Time.GetElapsedTime(first.Value.Begun);
            context.SetTimer(this, left > TimeSpan.Zero ? left : TimeSpan.Zero, OnTime);
        }
    }

    private void OnTime()
    {
        while (_active.First is { } first && context.Time.GetElapsedTime(first.Value.Begun) >= options.Timeout)
        {
            var call = first.Value;
            call.Cancellation?.Cancel();
            Answer(call);
        }

        WatchTime();
    }

    private void Answer(AsyncCall<TIn, TOut> late)
    {
        try
        {
            late.Answer = function.OnTimeout(late.Request.Record);
        }
        catch (Exception error)
        {
            Fail(late, error);
            return;
        }

        End(late);
    }
}

/// <summary>A call of an asynchronous function failed for good; the job restarts from its last checkpoint and makes it again.</summary>
internal sealed class AsyncFunctionException(string message, Exception inner) : Exception(message, inner);
