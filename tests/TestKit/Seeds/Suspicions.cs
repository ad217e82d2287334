using System.Collections;
using System.Reflection;

namespace ActorStream.TestKit;

/// <summary>
/// Looks at the code of a job for state that no checkpoint holds: variables of a lambda or aggregate that change while the job runs, and
/// fields of functions that can. Neither is wrong in itself, so it is told only beside a failure.
/// </summary>
internal sealed class Suspicions : JobGraphWalk
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<(string Node, string Variable, Func<object?> Read, object? Before)> _captured = [];
    private readonly List<string> _fields = [];
    private readonly IServiceProvider _services;

    internal Suspicions(JobGraph graph, IServiceProvider services)
    {
        _services = services;
        Walk(graph);
    }

    /// <summary>What has changed since this was made, and what might.</summary>
    internal IReadOnlyList<string> Find() =>
    [
        .. _captured.Where(static one => !Equals(one.Read(), one.Before)).Select(static one =>
            $"{one.Node}: its code changed '{one.Variable}' while the job ran. It is shared by all subtasks and is in no checkpoint; "
            + "use a process function with declared state."),
        .. _fields,
    ];

    public override void Visit<T>(WatermarksNode<T> node) => Look(node, node.Ticks);

    public override void Visit<T>(WhereNode<T> node) => Look(node, node.Predicate);

    public override void Visit<TIn, TOut>(SelectNode<TIn, TOut> node) => Look(node, node.Selector);

    public override void Visit<TIn, TOut>(SelectManyNode<TIn, TOut> node) => Look(node, node.Selector);

    public override void Visit<TKey, TIn, TAcc, TOut>(WindowNode<TKey, TIn, TAcc, TOut> node) => Look(node, node.Aggregate);

    public override void Visit<TKey, TIn, TOut>(KeyedProcessNode<TKey, TIn, TOut> node)
    {
        Look(node, node.Factory);
        var function = node.Factory(_services).GetType();
        var fields = Hierarchy(function).Where(static type => !IsEngines(type)).SelectMany(static type => type.GetFields(Own));
        _fields.AddRange(fields.Where(MayHoldState).Select(field =>
            $"{node}: {function.Name} has the field '{NameOf(field)}'. What it holds is in no checkpoint and is gone after a restore; "
            + "if it matters, declare it as state."));
    }

    /// <summary>Follows code to the variables that it has captured, a few objects deep.</summary>
    private void Look(JobNode node, object code) => Look(node, code, [], depth: 4);

    private void Look(JobNode node, object? holder, HashSet<object> seen, int depth)
    {
        if (holder is Delegate code) holder = code.Target;
        if (holder is null || depth == 0 || IsFrameworks(holder.GetType()) || !seen.Add(holder)) return;
        foreach (var field in Hierarchy(holder.GetType()).SelectMany(static type => type.GetFields(Own)))
        {
            var value = field.GetValue(holder);
            if (value is Delegate)
                Look(node, value, seen, depth - 1);
            else if (IsEngines(holder.GetType()))
                continue;
            else if (value is ICollection)
                Watch(node, field, () => (field.GetValue(holder) as ICollection)?.Count);
            else if (field.FieldType.IsValueType || value is string)
                Watch(node, field, () => field.GetValue(holder));
            else
                Look(node, value, seen, depth - 1);
        }
    }

    private void Watch(JobNode node, FieldInfo field, Func<object?> read) => _captured.Add((node.ToString(), NameOf(field), read, read()));

    private static bool MayHoldState(FieldInfo field) => field.FieldType.Namespace != nameof(ActorStream)
        && (!field.IsInitOnly || typeof(ICollection).IsAssignableFrom(field.FieldType) || IsGenericCollection(field.FieldType));

    private static bool IsGenericCollection(Type type) =>
        type.GetInterfaces().Any(static one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>));

    /// <summary>The object's class and those below it, up to the framework's.</summary>
    private static IEnumerable<Type> Hierarchy(Type type)
    {
        for (Type? at = type; at is not null && !IsFrameworks(at); at = at.BaseType) yield return at;
    }

    private static bool IsFrameworks(Type type) => type.Namespace?.Split('.')[0] is "System" or "Microsoft";

    /// <summary>The engine's own: it only leads to the code that it was given.</summary>
    private static bool IsEngines(Type type) =>
        type.Assembly == typeof(JobBuilder).Assembly || type.Assembly == typeof(Suspicions).Assembly;

    /// <summary>A property's field by the property's name.</summary>
    private static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.IndexOf('>') is > 1 and var end ? field.Name[1..end] : field.Name;
}
