using ActorStream.Backends;
using ActorStream.Tests.Engine.Backends.Snapshots;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>
/// Random operations on an operator of several subtasks, with snapshots that are written while the operator goes on and restored at another
/// parallelism, against plain dictionaries.
/// </summary>
public sealed class RescaleModelTests
{
    [Fact]
    public void State_survives_snapshots_and_restores_at_any_parallelism() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(600).ToArbitrary(), operations =>
        {
            var run = new Run(1 + (operations.Length == 0 ? 0 : operations[0] % 4));
            foreach (var operation in operations)
            {
                run.Do(operation);
            }

            run.Finish();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private sealed class Run(int parallelism)
    {
        private readonly MemoryFiles _files = new();
        private Model _model = new();
        private TestOperator[] _subtasks = Open(parallelism);
        private (StateSnapshot[] Snapshots, Model Model)? _pending;
        private int _round;

        public void Do(int operation)
        {
            var key = $"key {operation / 32 % 60}";
            var number = operation / 2048 % 100;
            var subtask = _subtasks[HashRange.SubtaskOf(TestOperator.Hash(key), _subtasks.Length)];
            subtask.Set(key);
            switch (operation % 32)
            {
                case < 8:
                    subtask.Sum.Ref += number;
                    _model.Sums[key] = _model.Sums.GetValueOrDefault(key) + number;
                    break;
                case < 10:
                    subtask.Sum.Clear();
                    _model.Sums.Remove(key);
                    break;
                case < 14:
                    ref var history = ref subtask.History.Ref;
                    (history ??= []).Add(number);
                    _model.Histories[key] = [.. _model.Histories.GetValueOrDefault(key, []), number];
                    break;
                case < 18:
                    subtask.AddToSlice(number % 5, key, number);
                    _model.Slices[(number % 5, key)] = _model.Slices.GetValueOrDefault((number % 5, key)) + number;
                    break;
                case 18:
                    Array.ForEach(_subtasks, one => one.Slices.Drop(number % 5));
                    _model.Slices.Keys.Where(one => one.Slice == number % 5).ToList().ForEach(one => _model.Slices.Remove(one));
                    break;
                case < 22:
                    subtask.EventTimers.Register(key, TestOperator.Hash(key), number);
                    _model.Timers.Add((number, TestOperator.Hash(key), key));
                    break;
                case 22:
                    subtask.EventTimers.Delete(key, TestOperator.Hash(key), number);
                    _model.Timers.Remove((number, TestOperator.Hash(key), key));
                    break;
                case 23:
                    subtask.ProcessingTimers.Register(key, TestOperator.Hash(key), number);
                    _model.ProcessingTimers.Add((number, TestOperator.Hash(key), key));
                    break;
                case 24 or 25 when _pending is null:
                    _pending = ([.. _subtasks.Select(one => one.Backend.BeginSnapshot())], _model.Copy());
                    break;
                case 26 when _pending is { } pending:
                    RestoreFrom(pending.Snapshots, pending.Model, 1 + (number % 5));
                    _pending = null;
                    break;
            }
        }

        public void Finish()
        {
            _pending?.Snapshots.ToList().ForEach(one => one.Dispose());
            RestoreFrom([.. _subtasks.Select(one => one.Backend.BeginSnapshot())], _model, 3);
            Array.ForEach(_subtasks, one => one.Dispose());
        }

        private static TestOperator[] Open(int parallelism) =>
            [.. Enumerable.Range(0, parallelism).Select(subtask => new TestOperator(HashRange.Of(subtask, parallelism)))];

        private void RestoreFrom(StateSnapshot[] snapshots, Model model, int newParallelism)
        {
            _round++;
            var written = snapshots.Select((one, subtask) => Now(one.WriteAsync(_files, $"{_round}/{subtask}", default))).ToArray();
            Array.ForEach(snapshots, one => one.Dispose());
            Array.ForEach(_subtasks, one => one.Dispose());
            _subtasks = Open(newParallelism);
            long entries = 0;
            foreach (var subtask in _subtasks)
            {
                entries += Now(subtask.Backend.RestoreAsync(_files, written, new HashSet<string>(), default)).Entries;
            }

            Assert.Equal(snapshots.Sum(one => one.Entries), entries);
            _model = model;
            Check();
        }

        private void Check()
        {
            foreach (var key in Enumerable.Range(0, 60).Select(number => $"key {number}"))
            {
                var subtask = _subtasks[HashRange.SubtaskOf(TestOperator.Hash(key), _subtasks.Length)];
                subtask.Set(key);
                Assert.Equal(_model.Sums.TryGetValue(key, out var sum), subtask.Sum.TryGet(out var actual));
                Assert.Equal(sum, actual);
                Assert.Equal(_model.Histories.GetValueOrDefault(key), subtask.History.TryGet(out var history) ? history : null);
            }

            var slices = new Dictionary<(long, string), long>();
            foreach (var subtask in _subtasks)
            {
                foreach (var slice in subtask.Slices.Slices)
                {
                    var cursor = subtask.Slices.Iterate(slice);
                    while (cursor.MoveNext())
                    {
                        slices.Add((slice, cursor.Key), cursor.Value);
                    }
                }
            }

            Assert.Equal(_model.Slices.Order(Comparer), slices.Order(Comparer));
            Assert.Equal(_model.Timers, Timers(one => one.EventTimers));
            Assert.Equal(_model.ProcessingTimers, Timers(one => one.ProcessingTimers));
        }

        private static Comparer<KeyValuePair<(long, string), long>> Comparer { get; } =
            Comparer<KeyValuePair<(long, string), long>>.Create((a, b) => a.Key.CompareTo(b.Key));

        /// <summary>Pops all timers and registers them again.</summary>
        private SortedSet<(long, ulong, string)> Timers(Func<TestOperator, TimerState<string>> choose)
        {
            var all = new SortedSet<(long, ulong, string)>();
            foreach (var timers in _subtasks.Select(choose))
            {
                var own = new List<(long Time, ulong Hash, string Key)>();
                while (timers.TryPopDue(long.MaxValue, out var key, out var hash, out var time))
                {
                    own.Add((time, hash, key));
                }

                Assert.Equal(own.Order(), own);
                own.ForEach(one => timers.Register(one.Key, one.Hash, one.Time));
                all.UnionWith(own);
            }

            return all;
        }

        /// <summary>The file system in memory completes at once.</summary>
        private static T Now<T>(ValueTask<T> task)
        {
            Assert.True(task.IsCompleted);
            return task.GetAwaiter().GetResult();
        }
    }

    private sealed class Model
    {
        public Dictionary<string, long> Sums { get; init; } = [];

        public Dictionary<string, List<int>> Histories { get; init; } = [];

        public Dictionary<(long Slice, string Key), long> Slices { get; init; } = [];

        public SortedSet<(long, ulong, string)> Timers { get; init; } = [];

        public SortedSet<(long, ulong, string)> ProcessingTimers { get; init; } = [];

        public Model Copy() => new()
        {
            Sums = new(Sums), Histories = new(Histories), Slices = new(Slices), Timers = new(Timers), ProcessingTimers = new(ProcessingTimers),
        };
    }
}
