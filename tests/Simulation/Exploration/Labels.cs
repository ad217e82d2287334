using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ActorStream.Actors.Hosts;
using ActorStream.Coordinator;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>
/// What a step is called: the same in every run that reaches the same state, whatever came before, and different for any two steps that are
/// enabled at once.
/// </summary>
internal static class Labels
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FunctionFields = new();
    private static readonly ConcurrentDictionary<Type, bool> Closures = new();

    internal static string Of(PendingStep pending)
    {
        var receiver = pending.Receiver?.Ref.Address.Path ?? "";
        return pending.Step.About switch
        {
            Connection connection => $"{receiver} <- {connection.From?.Ref.Address.Path ?? "outside"}",
            EffectEnded ended => $"{receiver} outcome {NameOf(ended.Message)}",
            TimerNode { Key: PendingCheckpoint round } => $"{receiver} timeout of round {round.Id}",
            TimerNode timer => $"{receiver} timer {NameOf(timer.Message)}",
            _ => $"{receiver} {pending.Step.Kind}",
        };
    }

    /// <summary>What a step does, for a person.</summary>
    internal static string Describe(PendingStep pending) => pending.Connection is { Pending.First: { } first }
        ? $"{Of(pending)}: {(first.Value is Envelope envelope ? envelope.Message : Delivery.NameOf(first.Value))}"
        : Of(pending);

    /// <summary>The class of a message, and for one that only carries on the methods that it carries on with.</summary>
    private static string NameOf(object? message)
    {
        if (message is null) return "nothing";
        var name = message.GetType().Name;
        AddFunctions(message, ref name, depth: 0);
        return name;
    }

    private static void AddFunctions(object holder, ref string name, int depth)
    {
        if (depth > 5) return;
        var fields = FunctionFields.GetOrAdd(holder.GetType(), static type =>
            [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(static field => typeof(Delegate).IsAssignableFrom(field.FieldType) || IsClosure(field.FieldType))]);
        foreach (var field in fields)
        {
            var value = field.GetValue(holder);
            if (value is Delegate function)
            {
                name += $" {function.Method.Name}";
                if (function.Target is { } target && IsClosure(target.GetType())) AddFunctions(target, ref name, depth + 1);
            }
            else if (value is not null)
            {
                AddFunctions(value, ref name, depth + 1);
            }
        }
    }

    private static bool IsClosure(Type type) =>
        Closures.GetOrAdd(type, static type => type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));
}
