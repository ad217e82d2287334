namespace ActorStream.Tests.Simulation.Swarm;

/// <summary>A stateless operator, or an exchange.</summary>
internal enum PlainStep
{
    /// <summary>Every record to another.</summary>
    Map,

    /// <summary>Every record twice, as two streams.</summary>
    Repeat,

    /// <summary>To the next operator's subtasks in turns: order is lost.</summary>
    Rebalance,

    /// <summary>To each of the next operator's subtasks.</summary>
    Broadcast,

    /// <summary>An operator given as an actor.</summary>
    Actor,

    /// <summary>Each record with each rule, whichever comes first: operator state, broadcast state, two inputs.</summary>
    Meet,

    /// <summary>Some records by a side output.</summary>
    Aside,

    /// <summary>To a few of the next operator's subtasks.</summary>
    Rescale,

    /// <summary>To the subtask that a function chooses.</summary>
    Partition,

    /// <summary>Every record to itself, by a call that takes time; in order.</summary>
    Ask,

    /// <summary>As <see cref="Ask"/>, in the order of the answers.</summary>
    AskAny,

    /// <summary>Leaves out what it cannot handle.</summary>
    RejectLost,

    /// <summary>What it cannot handle by a side output.</summary>
    RejectAside,

    /// <summary>What it cannot handle into a sink of its own.</summary>
    RejectDead,

    /// <summary>Waits for a person at what it cannot handle.</summary>
    RejectWaits,
}

/// <summary>An operator with keyed state.</summary>
internal enum KeyedStep
{
    None,

    /// <summary>Emits each key's count, from a struct in state.</summary>
    Count,

    /// <summary>As <see cref="Count"/>, given as an actor.</summary>
    Actor,

    /// <summary>As <see cref="Count"/>, from an object in state that remembers each stream's last record.</summary>
    Remember,

    /// <summary>Counts each key's records in windows of event time.</summary>
    Window,

    /// <summary>As <see cref="Window"/>, from collections whose entries expire.</summary>
    Tally,

    /// <summary>Counts each key's records in windows that overlap.</summary>
    Sliding,

    /// <summary>Counts each key's records so far, in windows that begin together.</summary>
    Cumulative,

    /// <summary>Counts each key's records in sessions.</summary>
    Session,

    /// <summary>As <see cref="Session"/>, by a function that is given all records.</summary>
    Gather,

    /// <summary>Counts as <see cref="Sliding"/>, and early after every other record.</summary>
    Early,

    /// <summary>As <see cref="Session"/>, with a trigger that has nothing to add.</summary>
    KeptSession,

    /// <summary>Counts each key's records in a day of a time zone.</summary>
    Calendar,

    /// <summary>Emits whenever a key has had three records more, by a trigger of the job's own over all time.</summary>
    Thirds,

    /// <summary>As <see cref="Window"/>, by a trigger of the job's own that sets a timer.</summary>
    OwnEnd,

    /// <summary>As <see cref="Window"/>; late records come out aside.</summary>
    LateAside,

    /// <summary>Counts as <see cref="Sliding"/>, and again with each late record.</summary>
    Updated,

    /// <summary>Counts as <see cref="Session"/>, and again with each late record.</summary>
    LateSession,

    /// <summary>Emits each key's count, in windows of the clock.</summary>
    Clock,

    /// <summary>Counts each key's records, and those of a part of the stream, that have a window in common.</summary>
    WindowJoin,

    /// <summary>Sets a timer of event time per record and emits when it fires.</summary>
    Timer,

    /// <summary>Emits several times per record, and keeps a timer of the clock armed.</summary>
    Alarm,

    /// <summary>Joins each key's records with each other.</summary>
    Join,

    /// <summary>Finds a pattern in each key's records.</summary>
    Match,

    /// <summary>Finds patterns in each key's records: with what must not come, loops that take all they can, and matches that rule out
    /// others.</summary>
    Skim,

    /// <summary>Every record to itself, by a call that takes time; those of a key one after the other.</summary>
    AskInTurn,
}

/// <summary>Where records go.</summary>
internal enum SinkKind
{
    /// <summary>An outside store with open transactions.</summary>
    Store,

    /// <summary>Files.</summary>
    Files,
}

internal static class KeyedSteps
{
    /// <summary>Whether it emits, window by window, when time has come: no order among a key's records, and nothing of what is open when
    /// the job stops.</summary>
    internal static bool IsWindow(this KeyedStep step) => step is >= KeyedStep.Window and <= KeyedStep.WindowJoin;

    /// <summary>Whether what it emits depends on event time.</summary>
    internal static bool GoesByTime(this KeyedStep step) =>
        step is KeyedStep.Timer or KeyedStep.Join or KeyedStep.Match or KeyedStep.Skim || step.IsWindow();
}
