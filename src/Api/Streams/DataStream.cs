namespace ActorStream;

/// <summary>
/// Records of one type on their way through a job. Immutable: each call adds an operator to the job graph and answers the stream behind it;
/// nothing runs before the job does. Using a stream twice sends its records both ways.
/// </summary>
/// <remarks>Lambdas are shared by all subtasks and must have no state; state belongs into process functions.</remarks>
public class DataStream<T>
{
    private readonly IReadOnlyList<StreamEnd<T>> _ends;

    internal DataStream(JobBuilder job, JobNode node)
        : this(job, [new StreamEnd<T>(node)])
    {
    }

    internal DataStream(JobBuilder job, IReadOnlyList<StreamEnd<T>> ends) => (Job, _ends) = (job, ends);

    internal JobBuilder Job { get; }

    /// <summary>
    /// Takes each record's event time from the record, and lets the watermark follow the latest time seen at a distance: per split where
    /// the stream comes from a source without an exchange between, else per subtask.
    /// </summary>
    /// <param name="eventTime">The record's event time.</param>
    /// <param name="outOfOrder">How far a record may lie behind the latest before it; records further behind may be late. At least
    /// zero.</param>
    public DataStream<T> WithWatermarks(Func<T, DateTimeOffset> eventTime, TimeSpan outOfOrder) =>
        WithWatermarks(eventTime, strategy => strategy.OutOfOrderBy(outOfOrder));

    /// <inheritdoc cref="WithWatermarks(Func{T, DateTimeOffset}, TimeSpan)"/>
    /// <param name="eventTime">The record's event time; its <see cref="DateTime.Kind"/> must be Utc, anything else fails the job, because a
    /// local time would silently take the machine's zone.</param>
    /// <param name="outOfOrder">How far a record may lie behind the latest before it; records further behind may be late. At least
    /// zero.</param>
    public DataStream<T> WithWatermarks(Func<T, DateTime> eventTime, TimeSpan outOfOrder) =>
        WithWatermarks(eventTime, strategy => strategy.OutOfOrderBy(outOfOrder));

    /// <summary>Takes each record's event time from the record, and lets the watermark follow by a strategy.</summary>
    /// <param name="eventTime">The record's event time.</param>
    /// <param name="strategy">Changes the strategy that it is given, which follows the latest time at no distance: <c>w =&gt;
    /// w.MarkedBy(...)</c>.</param>
    public DataStream<T> WithWatermarks(Func<T, DateTimeOffset> eventTime, Func<WatermarkStrategy<T>, WatermarkStrategy<T>> strategy)
    {
        ArgumentNullException.ThrowIfNull(eventTime);
        return WithWatermarkTicks(record => eventTime(record).UtcTicks, strategy);
    }

    /// <inheritdoc cref="WithWatermarks(Func{T, DateTimeOffset}, Func{WatermarkStrategy{T}, WatermarkStrategy{T}})"/>
    /// <param name="eventTime">The record's event time; its <see cref="DateTime.Kind"/> must be Utc, anything else fails the job, because a
    /// local time would silently take the machine's zone.</param>
    /// <param name="strategy">Changes the strategy that it is given, which follows the latest time at no distance: <c>w =&gt;
    /// w.MarkedBy(...)</c>.</param>
    public DataStream<T> WithWatermarks(Func<T, DateTime> eventTime, Func<WatermarkStrategy<T>, WatermarkStrategy<T>> strategy)
    {
        ArgumentNullException.ThrowIfNull(eventTime);
        return WithWatermarkTicks(
            record =>
            {
                var time = eventTime(record);
                return time.Kind == DateTimeKind.Utc ? time.Ticks : throw NotUtc(time);
            },
            strategy);
    }

    /// <summary>Keeps the records that fulfil the predicate.</summary>
    public DataStream<T> Where(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Then<T>(new WhereNode<T>(predicate));
    }

    /// <summary>Makes one record of each.</summary>
    public DataStream<TOut> Select<TOut>(Func<T, TOut> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Then<TOut>(new SelectNode<T, TOut>(selector));
    }

    /// <summary>
    /// Makes any number of records of each. The sequence is enumerated as there is room for its records, so it may be long; it is
    /// finished before the next checkpoint barrier passes.
    /// </summary>
    public DataStream<TOut> SelectMany<TOut>(Func<T, IEnumerable<TOut>> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Then<TOut>(new SelectManyNode<T, TOut>(selector));
    }

    /// <summary>
    /// Sends records of equal keys to one subtask, in order. The key is computed once, by the sender.
    /// </summary>
    /// <typeparam name="TKey">Numbers, strings, Guid, enums, dates, and tuples, records or record structs of these. Anything else is an
    /// error when the job is built.</typeparam>
    public KeyedStream<TKey, T> KeyBy<TKey>(Func<T, TKey> key)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(key);
        return new KeyedStream<TKey, T>(Repartition(new HashExchange<TKey, T>(key)));
    }

    /// <summary>
    /// Keeps records on the subtask of the same number: what happens by itself where both operators have as many subtasks, and is an error
    /// when the job is planned where they do not. Without this call, records are spread there as by <see cref="Rebalance"/>.
    /// </summary>
    public DataStream<T> Forward() => Repartition(ForwardExchange<T>.Strict);

    /// <summary>Spreads records over all subtasks of the next operator, whole batches in turns.</summary>
    public DataStream<T> Rebalance() => Repartition(RebalanceExchange<T>.Instance);

    /// <summary>
    /// As <see cref="Rebalance"/>, but each subtask sends to a few of the next operator's only: of 2 and 4 subtasks, the first to two of
    /// them and the second to the other two. Fewer channels; as even as the load of the senders is.
    /// </summary>
    public DataStream<T> Rescale() => Repartition(RebalanceExchange<T>.Rescale);

    /// <summary>
    /// Sends each record to a subtask that a function chooses. No key comes with it: state by key needs <see cref="KeyBy"/>.
    /// </summary>
    /// <param name="choose">Answers the index of a subtask for a record, from 0, given how many there are. Anything else fails the
    /// job.</param>
    public DataStream<T> PartitionBy(Func<T, int, int> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return Repartition(new PartitionExchange<T>(choose));
    }

    /// <summary>Sends every record to every subtask of the next operator.</summary>
    public BroadcastStream<T> Broadcast() => new(Job, EndsBy(BroadcastExchange<T>.Instance));

    /// <summary>Puts a broadcast stream beside this one, for a function that handles the records of both.</summary>
    /// <param name="broadcast">Of the same job: <c>rules.Broadcast()</c>.</param>
    public BroadcastConnectedStream<T, TBroadcast> Connect<TBroadcast>(BroadcastStream<TBroadcast> broadcast)
    {
        RequireSameJob(broadcast);
        return new BroadcastConnectedStream<T, TBroadcast>(this, broadcast);
    }

    /// <summary>Puts another stream beside this one, for a function that handles the records of both.</summary>
    /// <param name="other">Of the same job.</param>
    public ConnectedStream<T, TOther> Connect<TOther>(DataStream<TOther> other)
    {
        RequireSameJob(other);
        return new ConnectedStream<T, TOther>(this, other);
    }

    /// <summary>Handles each record with a function that has state of its own in each subtask.</summary>
    /// <param name="function">Makes the function: one instance per subtask, and one when the graph is built, to list its state.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<ProcessFunction<T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Process(_ => function(), uid);
    }

    /// <inheritdoc cref="Process{TOut}(Func{ProcessFunction{T, TOut}}, OperatorUid)"/>
    /// <param name="function">Makes the function from the host's services: one instance per subtask, and one when the graph is
    /// built.</param>
    /// <param name="uid">Names the operator for life.</param>
    public DataStream<TOut> Process<TOut>(Func<IServiceProvider, ProcessFunction<T, TOut>> function, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Then<TOut>(new ProcessNode<T, TOut>(function, function(Job.Services).States.All, uid));
    }

    /// <summary>What the operator before this point emits to a side output.</summary>
    /// <param name="side">The tag that its function emits to.</param>
    public DataStream<TSide> SideOutput<TSide>(SideOutput<TSide> side)
    {
        ArgumentNullException.ThrowIfNull(side);
        return new DataStream<TSide>(Job, [.. _ends.Select(end => new StreamEnd<TSide>(end.Node, side))]);
    }

    /// <summary>The records of this stream and of others, in no order among them.</summary>
    public DataStream<T> Union(params DataStream<T>[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.FirstOrDefault(o => o.Job != Job) is not null)
        {
            throw new ArgumentException("Union takes streams of one job; one of these belongs to another.", nameof(others));
        }

        return new DataStream<T>(Job, [.. _ends, .. others.SelectMany(o => o._ends)]);
    }

    /// <summary>Sets how many subtasks the operator before this point has. Default: the job's parallelism.</summary>
    public DataStream<T> WithParallelism(int parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return OfNodes(node => node.Parallelism = parallelism);
    }

    /// <summary>
    /// What the operator before this point does with a record at which its code throws. Default: <see cref="ErrorPolicy.Fail"/>.
    /// </summary>
    /// <param name="policy">For instance <c>ErrorPolicy.Skip</c>, or
    /// <c>ErrorPolicy.DeadLetter(CsvFile.ExactlyOnce&lt;FailedRecord&gt;(directory), uid: "dead")</c>.</param>
    /// <remarks>For <c>Where</c>, <c>Select</c>, <c>SelectMany</c>, <c>SelectAsync</c> and process functions. An operator without a policy
    /// is not slowed down by it; where a stateless one has one, its records are handled one by one.</remarks>
    public DataStream<T> OnError(ErrorPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy is ErrorPolicy.Aside { Sink: { } sink } aside)
        {
            new DataStream<FailedRecord>(Job, [.. _ends.Select(end => new StreamEnd<FailedRecord>(end.Node, aside.Side))]).To(
                sink, aside.SinkUid);
        }

        return OfNodes(node => node.Errors = policy);
    }

    /// <summary>
    /// Has the operator before this point run in actors of its own, instead of with what stands before it: a slow operator, say, that must
    /// not hold up the reading of a source.
    /// </summary>
    public DataStream<T> StartNewChain() => OfNodes(static node => node.StartsChain = true);

    /// <summary>
    /// Has the operator before this point run in actors alone: neither with what stands before it nor with what comes behind.
    /// </summary>
    public DataStream<T> DisableChaining() => OfNodes(static node => (node.StartsChain, node.EndsChain) = (true, true));

    /// <summary>
    /// Calls an action for each record. After a failure records are called for again: at least once, so it is for tests, metrics and
    /// measurements; results belong into <see cref="To(ITransactionalSink{T}, OperatorUid)"/>.
    /// </summary>
    public void ForEach(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Then<T>(new ForEachNode<T>(action));
    }

    /// <summary>Writes a line per record, as its text, to the console: at least once, like <see cref="ForEach"/>.</summary>
    /// <param name="to">Where to instead; used by several threads, one at a time.</param>
    public void Print(TextWriter? to = null)
    {
        var lines = TextWriter.Synchronized(to ?? Console.Out);
        ForEach(record => lines.WriteLine(record));
    }

    /// <summary>Commits the records to a sink, each exactly once.</summary>
    /// <param name="sink">The sink.</param>
    /// <param name="uid">Names it for life.</param>
    public void To(ITransactionalSink<T> sink, OperatorUid uid)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Then<T>(new SinkNode<T>(sink, uid));
    }

    internal DataStream<TOut> Then<TOut>(JobNode node)
    {
        Job.Add(node);
        ConnectTo(node, 0);
        return new DataStream<TOut>(Job, node);
    }

    /// <summary>As <see cref="Then{TOut}"/>, of a node that has another stream as its second input.</summary>
    internal DataStream<TOut> Then<TOut, TSecond>(DataStream<TSecond> second, JobNode node)
    {
        var stream = Then<TOut>(node);
        second.ConnectTo(node, 1);
        return stream;
    }

    /// <exception cref="ArgumentException">The other stream belongs to another job.</exception>
    internal void RequireSameJob<TOther>(DataStream<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Job != Job)
        {
            throw new ArgumentException("Connect takes streams of one job; this one belongs to another.", nameof(other));
        }
    }

    private void ConnectTo(JobNode node, int input)
    {
        foreach (var (from, exchange, side) in _ends)
        {
            node.Connect(from, exchange, input, side);
        }
    }

    private DataStream<T> OfNodes(Action<JobNode> change)
    {
        foreach (var end in _ends)
        {
            change(end.Node);
        }

        return this;
    }

    private DataStream<T> Repartition(Exchange<T> exchange) => new(Job, EndsBy(exchange));

    private IReadOnlyList<StreamEnd<T>> EndsBy(Exchange<T> exchange) => [.. _ends.Select(end => end with { Exchange = exchange })];

    private DataStream<T> WithWatermarkTicks(Func<T, long> ticks, Func<WatermarkStrategy<T>, WatermarkStrategy<T>> strategy)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return Then<T>(new WatermarksNode<T>(ticks, strategy(new WatermarkStrategy<T>())));
    }

    private static InvalidOperationException NotUtc(DateTime time) =>
        new($"WithWatermarks got the time {time:O}, whose Kind is {time.Kind}. Give a DateTimeOffset, or a DateTime whose Kind is Utc.");
}
