using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using ActorStream.Actors;
using ActorStream.Backends.Files.Simulated;

namespace ActorStream.Tests.Simulation.Exploration;

/// <summary>How objects of one class are hashed: by their fields, except where order or unused room would show.</summary>
internal sealed class TypePlan
{
    private static readonly ConcurrentDictionary<Type, TypePlan> Plans = new();
    private static readonly MethodInfo AddBits = typeof(StateHash).GetMethod(nameof(StateHash.Add), Declared, [typeof(long)])!;
    private static readonly MethodInfo AddObject = typeof(StateHash).GetMethod(nameof(StateHash.Visit), Declared, [typeof(object)])!;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private TypePlan(ulong number, Action<object, StateHash> visit) => (Number, Visit) = (number, visit);

    internal ulong Number { get; }

    internal Action<object, StateHash> Visit { get; }

    internal static TypePlan Of(Type type) =>
        Plans.GetOrAdd(type, static type => new TypePlan(TextHash.Of(type.FullName ?? type.Name), Make(type)));

    private static Action<object, StateHash> Make(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return VisitDelegate;
        if (type == typeof(byte[])) return static (value, hash) => AddBytes((byte[])value, hash);
        if (type == typeof(SimulatedFile)) return VisitFile;
        if (typeof(RecordBatch).IsAssignableFrom(type)) return VisitBatch;
        if (IsUnordered(type)) return static (value, hash) => hash.AddUnordered((IEnumerable)value);
        return type.IsArray || IsSequence(type) ? VisitSequence : Compile(type);
    }

    private static bool IsSequence(Type type) =>
        type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true && typeof(ICollection).IsAssignableFrom(type);

    private static bool IsUnordered(Type type)
    {
        if (!type.IsGenericType) return false;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Dictionary<,>) || definition == typeof(HashSet<>) || definition == typeof(ConcurrentDictionary<,>);
    }

    private static void VisitSequence(object value, StateHash hash)
    {
        var count = 0;
        foreach (var one in (IEnumerable)value)
        {
            hash.Visit(one);
            count++;
        }

        hash.Add((ulong)count);
    }

    private static void VisitDelegate(object value, StateHash hash)
    {
        var function = (Delegate)value;
        hash.Add(function.Method.MethodHandle.Value);
        hash.Visit(function.Target);
    }

    /// <summary>Bytes behind the end are left from before the last power failure or from growing.</summary>
    private static void VisitFile(object value, StateHash hash)
    {
        var file = (SimulatedFile)value;
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        AddBytes(bytes, hash);
    }

    /// <summary>A column has room for more than the batch's records, and what is there is left from another.</summary>
    private static void VisitBatch(object value, StateHash hash)
    {
        var batch = (RecordBatch)value;
        hash.Add(batch.Count);
        hash.Add(batch.Channel);
        hash.Add(batch.Epoch);
        hash.Add(batch.Sequence);
        hash.Add(batch.Watermark);
        hash.Add(batch.Returning ? 1L : 0L);
        hash.Visit(batch.MailboxSender);
        hash.Visit(batch.NextInMailbox);
        if (batch is RecordBatch<int> { Values: not null } numbers)
        {
            foreach (var number in numbers.Records) hash.Add(number);
        }
    }

    private static void AddBytes(byte[] bytes, StateHash hash)
    {
        hash.Add(bytes.Length);
        var text = 0xCBF29CE484222325;
        foreach (var one in bytes) text = (text ^ one) * 0x100000001B3;
        hash.Add(text);
    }

    /// <summary>One function that adds every field, without boxing.</summary>
    private static Action<object, StateHash> Compile(Type type)
    {
        var (value, hash) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(StateHash)));
        var body = new List<Expression> { Expression.Empty() };
        AddFields(type, Expression.Convert(value, type), hash, body);
        return Expression.Lambda<Action<object, StateHash>>(Expression.Block(body), value, hash).Compile();
    }

    private static void AddFields(Type type, Expression value, Expression hash, List<Expression> body)
    {
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(Declared))
            {
                if (!Irrelevant.Contains(field)) AddValue(field.FieldType, Expression.Field(value, field), hash, body);
            }
        }
    }

    private static void AddValue(Type type, Expression value, Expression hash, List<Expression> body)
    {
        if (type.IsPointer || type == typeof(IntPtr) || type == typeof(UIntPtr)) return;
        if (type.IsEnum) AddValue(type.GetEnumUnderlyingType(), Expression.Convert(value, type.GetEnumUnderlyingType()), hash, body);
        else if (type == typeof(bool))
            body.Add(Expression.Call(hash, AddBits, Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L))));
        else if (type == typeof(double))
            body.Add(Expression.Call(
                hash, AddBits, Expression.Call(typeof(BitConverter), nameof(BitConverter.DoubleToInt64Bits), [], value)));
        else if (type.IsPrimitive) body.Add(Expression.Call(hash, AddBits, Expression.Convert(value, typeof(long))));
        else if (type.IsValueType) AddFields(type, value, hash, body);
        else body.Add(Expression.Call(hash, AddObject, value));
    }
}
