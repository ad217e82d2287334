using System.Linq.Expressions;

namespace ActorStream.Backends;

internal delegate void RecordWrite<T>(RecordWriter writer, in T value);

/// <summary>A record, class, struct or tuple, by its public shape: the fields one after the other in the order of the schema.</summary>
internal sealed class RecordCodec<T> : Codec<T>
{
    private readonly TypeShape _shape;
    private readonly IReadOnlyDictionary<string, Codec> _members;
    private readonly RecordWrite<T>? _write;
    private readonly Func<RecordReader, T> _read;

    /// <param name="shape">Of <typeparamref name="T"/>.</param>
    /// <param name="members">Per member its <see cref="Codec{T}"/>.</param>
    public RecordCodec(TypeShape shape, IReadOnlyDictionary<string, Codec> members)
    {
        (_shape, _members) = (shape, members);
        Schema = new RecordSchema([.. shape.Members.Select(member => (member.Name, members[member.Name].Schema))]);
        _write = CompileWrite();
        _read = CompileRead([.. shape.Members.Select(member => new WrittenField(member, members[member.Name], null))]);
    }

    private RecordCodec(RecordCodec<T> now, RecordSchema written, SchemaChange change)
    {
        (_shape, _members, Schema) = (now._shape, now._members, written);
        var read = new HashSet<ShapeMember>();
        _read = CompileRead(
        [
            .. written.Fields.Select(field => _shape.MemberOf(field.Name, written) is { } member && read.Add(member)
                ? new WrittenField(member, _members[member.Name].Reading(field.Schema, change.Into(field.Name)), null)
                : new WrittenField(null, null, field.Schema)),
        ]);
    }

    public override Schema Schema { get; }

    public override void Write(RecordWriter writer, in T value) => _write!(writer, value);

    public override T Read(RecordReader reader) => _read(reader);

    /// <summary>
    /// Fields may have been added (they get their initial value, or the default of their parameter), removed (they are passed over),
    /// renamed (if they say so) and reordered.
    /// </summary>
    protected override Codec<T> Adapt(Schema written, SchemaChange change)
    {
        if (written.AsRecord() is not { } record)
        {
            throw Differs(written, change);
        }

        var place = new RecordPlace();
        var adapted = new RecordCodec<T>(this, record, change.Within(this, record, place));
        place.Codec = adapted;
        return adapted;
    }

    private RecordWrite<T> CompileWrite()
    {
        var writer = Expression.Parameter(typeof(RecordWriter), "writer");
        var value = Expression.Parameter(typeof(T).MakeByRefType(), "value");
        var locals = new List<ParameterExpression>();
        var body = new List<Expression>();
        foreach (var member in _shape.Members)
        {
            // Through a local: a property cannot be passed by reference, and a settable one would be assigned again after the call.
            var local = Expression.Variable(member.Type);
            locals.Add(local);
            body.Add(Expression.Assign(local, Expression.MakeMemberAccess(value, member.Member)));
            body.Add(Expression.Call(AsCodec(_members[member.Name], member.Type), "Write", null, writer, local));
        }

        if (body.Count == 0)
        {
            body.Add(Expression.Call(writer, nameof(RecordWriter.WriteByte), null, Expression.Constant((byte)0)));
        }

        return Expression.Lambda<RecordWrite<T>>(Expression.Block(typeof(void), locals, body), writer, value).Compile();
    }

    private Func<RecordReader, T> CompileRead(IReadOnlyList<WrittenField> written)
    {
        var reader = Expression.Parameter(typeof(RecordReader), "reader");
        var locals = new Dictionary<ShapeMember, ParameterExpression>();
        var body = new List<Expression>();
        foreach (var field in written)
        {
            if (field.Member is not { } member)
            {
                body.Add(Expression.Call(Expression.Constant(field.Skipped), nameof(Backends.Schema.Skip), null, reader));
                continue;
            }

            var local = Expression.Variable(member.Type, member.Name);
            locals.Add(member, local);
            body.Add(Expression.Assign(local, ReadOf(field.Codec!, member.Type, reader)));
        }

        if (written.Count == 0)
        {
            body.Add(Expression.Call(reader, nameof(RecordReader.ReadByte), null));
        }

        var result = Expression.Variable(typeof(T), "result");
        body.Add(Guarded(reader, Make(result, locals)));
        body.Add(result);
        return Expression.Lambda<Func<RecordReader, T>>(Expression.Block([.. locals.Values, result], body), reader).Compile();
    }

    private static MethodCallExpression ReadOf(Codec codec, Type type, ParameterExpression reader) => codec.IsRaw
        ? Expression.Call(reader, nameof(RecordReader.ReadUnmanaged), [type]) // no virtual call, which would cost more than the reading
        : Expression.Call(AsCodec(codec, type), "Read", null, reader);

    private BlockExpression Make(ParameterExpression result, Dictionary<ShapeMember, ParameterExpression> locals)
    {
        var made = new List<Expression> { Expression.Assign(result, New(locals)) };
        foreach (var member in _shape.Members.Where(member => member.Parameter < 0 && locals.ContainsKey(member)))
        {
            made.Add(Expression.Assign(Expression.MakeMemberAccess(result, member.Member), locals[member]));
        }

        return Expression.Block(typeof(void), made);
    }

    private Expression New(Dictionary<ShapeMember, ParameterExpression> locals)
    {
        if (_shape.Constructor is not { } constructor)
        {
            return Expression.Default(typeof(T));
        }

        return Expression.New(constructor, constructor.GetParameters().Select(parameter =>
        {
            var member = _shape.Members.First(one => one.Parameter == parameter.Position);
            return locals.TryGetValue(member, out var local) ? local : member.Default;
        }));
    }

    /// <summary>A constructor or property of the user's may refuse values that it would never have written.</summary>
    private static TryExpression Guarded(ParameterExpression reader, Expression make)
    {
        var error = Expression.Parameter(typeof(Exception), "error");
        var refused = Expression.Call(typeof(UserCode), nameof(UserCode.Refused), null, reader, Expression.Constant(typeof(T)), error);
        var isRefusal = Expression.Call(typeof(UserCode), nameof(UserCode.IsRefusal), null, error);
        return Expression.TryCatch(make, Expression.Catch(error, Expression.Throw(refused), isRefusal));
    }

    private static ConstantExpression AsCodec(Codec codec, Type type) => Expression.Constant(codec, typeof(Codec<>).MakeGenericType(type));

    /// <summary>A field in the order it was written: the member it goes to and what reads it, or what passes over it.</summary>
    private sealed record WrittenField(ShapeMember? Member, Codec? Codec, Schema? Skipped);
}
