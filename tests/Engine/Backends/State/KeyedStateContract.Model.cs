using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static ActorStream.Tests.Engine.Backends.State.ContractStates;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>
/// Random operations on an operator of several subtasks, with snapshots that are written while the operator goes on and restored at another
/// parallelism, against plain dictionaries.
/// </summary>
public abstract partial class KeyedStateContract
{
    /// <summary>Runs of random operations; a slow backend may do with fewer.</summary>
    private protected virtual int ModelRuns => 30;

    [ContractFact]
    public void State_is_what_dictionaries_hold_through_snapshots_and_restores_at_any_parallelism() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(600).ToArbitrary(), operations =>
        {
            using var run = new ModelRun(this, 1 + (operations.Length == 0 ? 0 : operations[0] % 4));
            foreach (var operation in operations)
            {
                run.DoAsync(operation).GetAwaiter().GetResult();
            }

            run.RestoreAsync(3).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(ModelRuns));

    private sealed class ModelRun(KeyedStateContract contract, int parallelism) : IDisposable
    {
        private ContractOperator _running = new(contract, parallelism);
        private SortedDictionary<string, string> _model = new(StringComparer.Ordinal);
        private (ContractCheckpoint Checkpoint, SortedDictionary<string, string> Model)? _pending;

        public async Task DoAsync(int operation)
        {
            var key = $"key {operation / 64 % 40}";
            var number = operation / 4096 % 100;
            var states = _running[key];
            switch (operation % 64)
            {
                case < 6:
                    states.Sum.Ref += number;
                    Change("sum", key, "", old => $"{number + long.Parse(old ?? "0")}");
                    break;
                case < 8:
                    states.Sum.Clear();
                    Remove("sum", key, "");
                    break;
                case < 14:
                    (states.History.Ref ??= []).Add(number);
                    Change("history", key, "", old => old is null ? $"{number}" : $"{old},{number}");
                    break;
                case < 20:
                    states.Events[Noon.AddMinutes(number % 20)] = $"{number}";
                    Change("events", key, $"{Noon.AddMinutes(number % 20):O} = ", _ => $"{number}");
                    break;
                case < 22:
                    Assert.Equal(Remove("events", key, $"{Noon.AddMinutes(number % 20):O} = "), states.Events.Remove(Noon.AddMinutes(number % 20)));
                    break;
                case 22:
                    foreach (var (time, _) in states.Events.Range(Noon.AddMinutes(5), Noon.AddMinutes(10)))
                    {
                        states.Events.Remove(time);
                        Assert.True(Remove("events", key, $"{time:O} = "));
                    }

                    break;
                case < 28:
                    var found = states.Baskets.TryGet($"{number % 5}", out var basket);
                    basket = found ? basket! : new Basket();
                    basket.Items.Add(number);
                    states.Baskets[$"{number % 5}"] = basket;
                    Change("baskets", key, $"{number % 5} = ", old => old is null ? $"{number}" : $"{old},{number}");
                    break;
                case < 30:
                    Assert.Equal(Remove("baskets", key, $"{number % 5} = "), states.Baskets.Remove($"{number % 5}"));
                    break;
                case < 36:
                    states.Log.Add($"{number}");
                    Change("log", key, "", old => old is null ? $"{number}" : $"{old},{number}");
                    break;
                case 36:
                    states.Log.RemoveAll(one => one.EndsWith('3'));
                    var left = (_model.GetValueOrDefault($"log {key}: ") ?? "").Split(',').Where(one => one.Length > 0 && !one.EndsWith('3')).ToList();
                    Remove("log", key, "");
                    if (left.Count > 0)
                    {
                        Change("log", key, "", _ => string.Join(",", left));
                    }

                    break;
                case 37:
                    states.Log.Clear();
                    Remove("log", key, "");
                    break;
                case < 44:
                    states.Total.Add(number);
                    Change("total", key, "", old => $"{number + long.Parse(old ?? "0")}");
                    break;
                case 44:
                    states.Total.Clear();
                    Remove("total", key, "");
                    break;
                case < 50:
                    states.AddToSlice(number % 5, key, number);
                    Change($"slice {number % 5}", key, "", old => $"{number + long.Parse(old ?? "0")}");
                    break;
                case 50:
                    foreach (var subtask in _running.Subtasks)
                    {
                        subtask.Slices.Drop(number % 5);
                    }

                    _model.Keys.Where(one => one.StartsWith($"slice {number % 5} ", StringComparison.Ordinal)).ToList().ForEach(one => _model.Remove(one));
                    break;
                case < 55:
                    states.EventTimers.Register(key, Hash(key), number);
                    Change("event timer", key, $"{number}", _ => "");
                    break;
                case 55:
                    Assert.Equal(Remove("event timer", key, $"{number}"), states.EventTimers.Delete(key, Hash(key), number));
                    break;
                case 56:
                    states.ClockTimers.Register(key, Hash(key), number);
                    Change("clock timer", key, $"{number}", _ => "");
                    break;
                case < 60 when _pending is null:
                    _pending = (_running.Begin(), new(_model, StringComparer.Ordinal));
                    break;
                case < 62 when _pending is { } pending:
                    await EndAsync(pending.Checkpoint, pending.Model, number % 8);
                    _pending = null;
                    break;
            }
        }

        /// <summary>The checkpoint is given up, or completes and the operator goes on, or it is restored from.</summary>
        private async Task EndAsync(ContractCheckpoint checkpoint, SortedDictionary<string, string> model, int end)
        {
            if (end is >= 2 and < 6)
            {
                await RestoreAsync(checkpoint, model, end == 2 ? _running.Subtasks.Count : end);
                return;
            }

            var parts = await checkpoint.WriteAsync();
            checkpoint.Dispose();
            if (end > 0)
            {
                _running.Complete(checkpoint, parts);
            }
        }

        public async Task RestoreAsync(int newParallelism)
        {
            using var checkpoint = _running.Begin();
            await RestoreAsync(checkpoint, _model, newParallelism);
        }

        public void Dispose()
        {
            _pending?.Checkpoint.Dispose();
            _running.Dispose();
        }

        private async Task RestoreAsync(ContractCheckpoint checkpoint, SortedDictionary<string, string> model, int newParallelism)
        {
            Assert.Equal(Lines(_model), _running.Dump());
            var files = await checkpoint.WriteAsync();
            checkpoint.Dispose();
            _running.Dispose();
            _running = await ContractOperator.RestoreAsync(contract, files, newParallelism);
            _model = model;
            Assert.Equal(Lines(_model), _running.Dump());
        }

        private static IEnumerable<string> Lines(SortedDictionary<string, string> model) =>
            model.Select(entry => entry.Key + entry.Value).Order(StringComparer.Ordinal);

        private void Change(string state, string key, string entry, Func<string?, string> change)
        {
            var line = $"{state} {key}: {entry}";
            _model[line] = change(_model.GetValueOrDefault(line));
        }

        private bool Remove(string state, string key, string entry) => _model.Remove($"{state} {key}: {entry}");
    }
}
