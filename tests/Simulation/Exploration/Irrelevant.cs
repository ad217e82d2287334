using System.Collections.Concurrent;
using System.Reflection;
using ActorStream.Actors;
using ActorStream.Actors.Hosts;
using ActorStream.Backends;
using ActorStream.Coordinator;
using Microsoft.Extensions.Logging;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// What two states may differ in and still be one: it cannot change what happens next, or is the same in every state of a scope.
/// </summary>
internal static class Irrelevant
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();

    /// <summary>Classes whose objects are not looked into.</summary>
    private static readonly Type[] Classes =
    [
        // The simulation itself. What it holds of the state (steps, connections, the clock's timers) is hashed by its own rules.
        typeof(SimulatedHost), typeof(SimulatedNode), typeof(ISchedule), typeof(Step), typeof(TimeProvider), typeof(SeededRandom),
        // The same for all states: what the job is, and how it is set up.
        typeof(JobPlan), typeof(JobVertex), typeof(JobNode), typeof(JobEdge), typeof(JobGraph), typeof(ActorStreamSettings), typeof(Props),
        typeof(SubtaskEnvironment), typeof(PortContext), typeof(FunctionContext), typeof(SourceContext), typeof(SinkContext),
        typeof(JobRun), typeof(IServiceProvider), typeof(MemberInfo), typeof(ISourcePort), typeof(ISinkPort),
        // The disk, the journal and the sink's store are hashed where they are, not where they are used.
        typeof(IFileSystem), typeof(CheckpointStorage), typeof(IJournal),
        // Only told to people.
        typeof(ILogger), typeof(ILoggerFactory), typeof(CoordinatorLog), typeof(SubtaskMetrics), typeof(JobMetrics),
        typeof(CheckpointStatistics), typeof(CheckpointReport), typeof(CheckpointTimings),
        // Empty columns and how many bytes are left. The scopes are too small for either to run out, so neither holds anything up; what
        // a reader has fetched follows from the position behind it.
        typeof(Buffers), typeof(BufferBudget), typeof(Column), typeof(HeapMemory),
        // How long to wait before a restart: waiting is over only when nothing else can happen.
        typeof(RestartPolicy),
    ];

    /// <summary>
    /// Fields, by class and name. Times: the clock stands still while anything can happen but a timer, so they differ by which timer fired
    /// before; what they decide is when a timer is set and for how long, and the timers are hashed.
    /// </summary>
    private static readonly HashSet<string> Fields =
    [
        // The sender of the message before is overwritten before it is read.
        "ActorCell._sender", "ActorCell._effects",
        "SimulatedCell._armed", "ActorCell._timers",
        "SubtaskCore._lastFlush", "RoundTimes.<First>k__BackingField", "RoundTimes.<Aligned>k__BackingField",
        "RoundTimes.<Synchronous>k__BackingField",
        "PendingCheckpoint.<StartedAt>k__BackingField", "CheckpointRounds._lastStart", "CheckpointRounds._lastEnd",
        "JobControl._start", "Pace._start",
        // Empty shells for the next batches, and the shell that a source pushes.
        "OutputChannel`1._shells", "SourceHead`2._shell", "SplitReading`2._writer",
        // Which timers to cancel when the phase is left.
        "Phase._timers",
        // Said in an error only.
        "JobControl._lastFailure",
    ];

    internal static bool Contains(Type type) => Known.GetOrAdd(type, static type =>
        Array.Exists(Classes, known => known.IsAssignableFrom(type))
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ColumnPool<>)));

    /// <summary>
    /// Once every split is assigned, requests and instructions only count themselves: how many there were depends on whether a source's end
    /// came before or after a cut, and changes nothing.
    /// </summary>
    internal static bool Contains(object value, Scope scope) => !scope.IsAssigning && value is (EnumeratorActor or SplitRequests);

    /// <summary>
    /// That a subtask has ended is said until it was heard. The answer always comes, and then nothing is left of it; that it comes later
    /// when something else is on the way before it makes no difference.
    /// </summary>
    internal static bool Contains(PendingStep pending) => pending.IsTimer && pending.Label.Contains("TellEnded", StringComparison.Ordinal);

    /// <inheritdoc cref="Contains(PendingStep)"/>
    internal static bool Contains(MailboxNode node) => node is Envelope { Message: SubtaskEndedSeen };

    internal static bool Contains(FieldInfo field) => Fields.Contains($"{field.DeclaringType!.Name}.{field.Name}");
}
