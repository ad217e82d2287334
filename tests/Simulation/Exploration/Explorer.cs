using ActorStream.Actors.Hosts;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// Goes through every order of a scope's steps, depth first. A state is reached again by taking the choices that led to it; one that was
/// seen before is not gone on from.
/// </summary>
/// <remarks>
/// Two steps that happen to different actors lead to the same state in either order, and one of the two orders is enough: sleep sets
/// (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996), kept with the states seen. They leave out
/// transitions, never states.
/// </remarks>
internal sealed class Explorer(Scope scope, bool usesSleepSets = true)
{
    /// <summary>Which steps were asleep in a state when it was gone on from; none of them has been taken there.</summary>
    private readonly Dictionary<ulong, int[]> _seen = [];
    private readonly HashSet<(Crash, ulong)> _crashed = [];
    private readonly HashSet<ulong> _onPath = [];
    private readonly Dictionary<string, int> _labels = [];
    private readonly List<Frame> _path = [];
    private Execution _run = null!;

    /// <summary>How much of the path the run at hand has taken; -1: it has gone elsewhere.</summary>
    private int _reached;

    internal int States => _seen.Count;

    internal long Transitions { get; private set; }

    /// <summary>Ways to the end of the job that end in different states, or come from them.</summary>
    internal long Ends { get; private set; }

    /// <summary>Crashes that were recovered from, each leaving something else behind.</summary>
    internal int Crashes => _crashed.Count;

    internal int Depth { get; private set; }

    /// <summary>Everything was gone through.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>What went wrong, and the choices that lead there; null: nothing.</summary>
    internal (string What, IReadOnlyList<int> Path)? Violation { get; private set; }

    /// <summary>Explores until it is complete, something is violated or the caller has had enough.</summary>
    internal void Explore(Func<bool> isEnough)
    {
        _run = new Execution(scope);
        Enter([]);
        while (_path.Count > 0 && Violation is null)
        {
            if (isEnough()) return;
            var frame = _path[^1];
            if (frame.Next == frame.Todo.Count)
            {
                _path.RemoveAt(_path.Count - 1);
                _onPath.Remove(frame.State);
                _reached = -1;
                continue;
            }

            if (_reached != _path.Count - 1) Replay();
            Take(frame, frame.Todo[frame.Next++]);
        }

        IsComplete = Violation is null;
    }

    private void Take(Frame frame, Branch branch)
    {
        frame.Taken = branch.Index;
        Transitions++;
        _reached = -1;
        try
        {
            if (branch.Crash is { } crash)
            {
                _run.Take(crash);
                Enter([]);
                return;
            }

            var happenedTo = _run.Take(_run.Choices()[branch.Index]);
            Sleeper[] asleep = [.. frame.Asleep.Where(other => (other.HappensTo & happenedTo) == 0)];
            if (usesSleepSets) frame.Asleep.Add(new Sleeper(branch.Label, happenedTo));
            Enter(asleep);
        }
        catch (SimulationException error)
        {
            Violate(error.ToString());
        }
    }

    private void Replay()
    {
        _run = new Execution(scope);
        for (var i = 0; i < _path.Count - 1; i++) _run.Take(_run.Choices()[_path[i].Taken]);
    }

    /// <summary>A state was reached: decides what is to be taken from there.</summary>
    private void Enter(Sleeper[] asleep)
    {
        if (_run.HasEnded)
        {
            Ends++;
            if (_run.Finish() is { } wrong) Violate(wrong);
            return;
        }

        var state = _run.Hash();
        if (_onPath.Contains(state))
        {
            Violate("It goes round in circles: nothing is left to do but to repeat what was said, and that changes nothing.");
            return;
        }

        var branches = Branches();
        if (branches.Count == 0)
        {
            Violate("Nothing is left to do, and the job is not over.");
            return;
        }

        var awake = branches.FindAll(branch => !Array.Exists(asleep, other => other.Label == branch.Label));
        if (_seen.TryGetValue(state, out var before))
        {
            awake.RemoveAll(branch => !before.Contains(branch.Label));
            if (awake.Count == 0) return;
            _seen[state] = [.. before.Where(label => Array.Exists(asleep, other => other.Label == label))];
        }
        else
        {
            _seen.Add(state, [.. asleep.Select(static other => other.Label)]);
            foreach (var crash in scope.Crashes)
            {
                if (_crashed.Add((crash, _run.HashAfter(crash)))) awake.Add(new Branch(~(int)crash, -1, crash));
            }

            if (awake.Count == 0) return;
        }

        _onPath.Add(state);
        _path.Add(new Frame(state, awake, [.. asleep]));
        _reached = _path.Count - 1;
        Depth = Math.Max(Depth, _path.Count);
    }

    private List<Branch> Branches()
    {
        var branches = new List<Branch>();
        foreach (var choice in _run.Choices())
        {
            if (!_labels.TryGetValue(choice.Label, out var label)) _labels.Add(choice.Label, label = _labels.Count);
            if (branches.Exists(other => other.Label == label))
                throw new InvalidOperationException($"Two steps are called '{choice.Label}'.");
            branches.Add(new Branch(branches.Count, label, null));
        }

        return branches;
    }

    private void Violate(string what) => Violation = (what, [.. _path.Select(static frame => frame.Taken)]);

    /// <summary>One way to go on: a step, by its place among the choices and its name's number, or a crash.</summary>
    private readonly record struct Branch(int Index, int Label, Crash? Crash);

    /// <summary>A step that need not be taken, by its name's number, until something happens to an actor that it happens to.</summary>
    private readonly record struct Sleeper(int Label, ulong HappensTo);

    /// <summary>A state on the path: what is to be taken from there, and what need not be after something else.</summary>
    private sealed record Frame(ulong State, List<Branch> Todo, List<Sleeper> Asleep)
    {
        internal int Next { get; set; }

        internal int Taken { get; set; }
    }
}
