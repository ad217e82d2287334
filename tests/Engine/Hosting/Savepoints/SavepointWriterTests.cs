using ActorStream.Hosting.Terminal;
using ActorStream.TestKit;
using ActorStream.Tests.Engine.Hosting.Jobs;
using ActorStream.Tests.Engine.Hosting.Programs;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Savepoints;

/// <summary>Savepoints read and written without a job, and jobs started from them.</summary>
[Collection(Signals.Collection)]
public sealed class SavepointWriterTests : IDisposable
{
    private const int Keys = 11;
    private const int Numbers = 100 * Keys;

    private readonly JobFolder _folder = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Job_begins_with_the_state_that_was_written_for_it(int parallelism)
    {
        var directory = _folder.Beside("first");
        await SavepointWriter.Empty()
            .Values("sums", "sum", Enumerable.Range(0, Keys).Select(key => KeyValuePair.Create(key, new Total(1000 * key, 0))))
            .Map("sums", "last", Enumerable.Range(0, Keys).SelectMany(key => new[] { (key, "b", key), (key, "a", -key) }))
            .List("sums", "all", Enumerable.Range(0, Keys).SelectMany(key => new[] { (key, -1), (key, -2) }))
            .Items("kept", "numbers", [7, 8, 9])
            .WriteAsync(directory);

        var store = await RunAsync("one", "--from", directory, "--parallelism", $"{parallelism}", "--set", "buffers.batch-records=16");
        Assert.Equal(Expected(key => 1000 * key), Rows(store, "sum"));
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => $"{key} a={-key} b={key} n={Numbers - Keys + key}")
            .Order(), Rows(store, "map"));
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => $"{key} -1 -2 {key}").Order(), Rows(store, "list"));
        Assert.Equal(["7", "8", "9"], Rows(store, "kept"));
    }

    [Fact]
    public async Task What_a_job_left_is_read_changed_and_gone_on_from()
    {
        await RunAsync("one");
        var left = await Savepoint.OpenAsync(_folder.Beside("one/counts"));
        Assert.Equal(
            ["kept OperatorList numbers", "sums List all", "sums Map last", "sums Value sum"],
            left.States.Where(state => state.Kind != StateKind.Timer).Select(state => $"{state.Operator} {state.Kind} {state.Name}")
                .Order(StringComparer.Ordinal));
        var sums = await left.ValuesAsync<int, Total>("sums", "sum").ToListAsync();
        Assert.Equal(Enumerable.Range(0, Keys)
            .Select(key => (key, Sum(key), 100)), sums.Select(pair => (pair.Key, pair.Value.Sum, pair.Value.Count)).Order());
        Assert.Equal(Numbers, (await left.ListAsync<int, int>("sums", "all").ToListAsync()).Count);

        var changed = _folder.Beside("changed");
        await SavepointWriter.From(left)
            .Values("sums", "sum", sums.Where(pair => pair.Key != 3)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { Sum = 5 })))
            .Remove("sums", "last")
            .Remove("numbers")
            .WriteAsync(changed);
        var written = await Savepoint.OpenAsync(changed);
        Assert.DoesNotContain(written.States, state => state.Name == "last");
        Assert.Equal(await left.ListAsync<int, int>("sums", "all").ToListAsync(), await written.ListAsync<int, int>("sums", "all")
            .ToListAsync());

        var store = await RunAsync("two", "--from", changed, "--parallelism", "2");
        Assert.Equal(Expected(key => key == 3 ? 0 : 5, key => key == 3 ? 0 : 100), Rows(store, "sum"));
        Assert.Equal(Enumerable.Range(0, Keys).Select(key => $"{key} n={Numbers - Keys + key}").Order(), Rows(store, "map"));
    }

    [Fact]
    public async Task Operator_that_is_renamed_keeps_its_state()
    {
        await RunAsync("one");
        var renamed = _folder.Beside("renamed");
        var left = await Savepoint.OpenAsync(_folder.Beside("one/counts"));
        await SavepointWriter.From(left).Rename("sums", "totals").Remove("kept").WriteAsync(renamed);
        var written = await Savepoint.OpenAsync(renamed);
        Assert.Equal(await left.ValuesAsync<int, Total>("sums", "sum").ToListAsync(), await written.ValuesAsync<int, Total>("totals", "sum")
            .ToListAsync());
        Assert.Equal(["totals"], written.States.Select(state => state.Operator).Distinct());
    }

    [Fact]
    public async Task Mistakes_say_what_there_is()
    {
        var directory = _folder.Beside("first");
        await SavepointWriter.Empty().Values("sums", "sum", [KeyValuePair.Create(1, 2L)]).WriteAsync(directory);
        var savepoint = await Savepoint.OpenAsync(directory);

        var missing =
            await Assert.ThrowsAsync<ArgumentException>(() => savepoint.ValuesAsync<int, long>("sums", "sun").ToListAsync().AsTask());
        Assert.EndsWith("has no Value or Reducing or Aggregating state 'sun' of operator 'sums'; it has Value state 'sum'.",
            missing.Message, StringComparison.Ordinal);
        var type = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => savepoint.ValuesAsync<int, string>("sums", "sum")
            .ToListAsync().AsTask());
        Assert.Contains("'sums/sum' was", type.Message, StringComparison.Ordinal);
        var key = Assert.Throws<ArgumentException>(() => SavepointWriter.Empty()
            .Values("a", "b", [KeyValuePair.Create(1, 2), KeyValuePair.Create(1, 3)]));
        Assert.Equal("Key '1' comes twice.", key.Message);
        var other = await Assert.ThrowsAsync<ArgumentException>(
            () => SavepointWriter.From(savepoint).Values("sums", "more", [KeyValuePair.Create("x", 2)])
                .WriteAsync(_folder.Beside("second")));
        Assert.Contains("The keys of operator 'sums' are", other.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Beside("second")));
        var full = await Assert.ThrowsAnyAsync<IOException>(() => SavepointWriter.Empty().WriteAsync(directory));
        Assert.Contains("is not empty", full.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static long Sum(int key) => Enumerable.Range(0, Numbers).Where(number => number % Keys == key).Sum(number => (long)number);

    private static IEnumerable<string> Expected(Func<int, long> sumBefore, Func<int, int>? countBefore = null) =>
        Enumerable.Range(0, Keys).Select(key => $"{key} {Sum(key) + sumBefore(key)} {100 + (countBefore?.Invoke(key) ?? 0)}").Order();

    private static IEnumerable<string> Rows(MemoryStore<string> store, string kind) =>
        store.Committed.Where(row => row.StartsWith(kind + ": ", StringComparison.Ordinal)).Select(row => row[(kind.Length + 2)..]).Order();

    private async Task<MemoryStore<string>> RunAsync(string name, params string[] args)
    {
        var store = new MemoryStore<string>();
        var source = new ListSource<int>([.. Enumerable.Range(0, Numbers)]);
        var program = new JobProgram("counts", ["--checkpoints", _folder.Beside(name), .. args],
            new JobTerminal(new StringWriter(), _error, null, TimeProvider.System));
        var code = await program.RunAsync(job =>
        {
            var numbers = job.From(source, uid: "numbers");
            numbers.KeyBy(static number => number % Keys).Process(static () => new Sums(), uid: "sums")
                .Union(numbers.Rebalance().Process(static () => new Kept(), uid: "kept")).To(new MemorySink<string>(store), uid: "out");
        });
        Assert.True(code == 0, _error.ToString());
        return store;
    }

    public readonly record struct Total(long Sum, int Count);

    private sealed class Sums : KeyedProcessFunction<int, int, string>
    {
        private readonly ValueState<Total> _sum;
        private readonly MapState<string, int> _last;
        private readonly ListState<int> _all;

        public Sums()
        {
            _sum = ValueState<Total>("sum");
            _last = MapState<string, int>("last");
            _all = ListState<int>("all");
        }

        protected internal override void Process(in int record, KeyedContext<int> context, Collector<string> output)
        {
            ref var sum = ref _sum.Ref;
            sum = new Total(sum.Sum + record, sum.Count + 1);
            _last["n"] = record;
            _all.Add(record);
            if (record == context.Key) output.Emit($"list: {record} {string.Join(' ', _all)}");
            if (record < Numbers - Keys) return;
            output.Emit($"sum: {context.Key} {sum.Sum} {sum.Count}");
            output.Emit($"map: {context.Key} {string.Join(' ', _last.Select(entry => $"{entry.Key}={entry.Value}").Order())}");
        }
    }

    private sealed class Kept : ProcessFunction<int, string>
    {
        private readonly OperatorListState<int> _numbers;

        public Kept() => _numbers = OperatorListState<int>("numbers");

        protected internal override void Process(in int record, ProcessContext context, Collector<string> output)
        {
            foreach (var number in _numbers) output.Emit($"kept: {number}");
            _numbers.Clear();
        }
    }
}
