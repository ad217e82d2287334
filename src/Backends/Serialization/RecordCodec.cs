using System.Linq.Expressions;
using System.Reflection;

namespace ActorStream.Backends;

internal delegate void RecordWrite<T>(RecordWriter writer, in T value);

/// <summary>A record, class, struct or tuple, by its public shape: the fields one after the other in the order of the schema.</summary>
internal sealed class RecordCodec<T> : Codec<T>
{
    private readonly TypeShape _shape;
    private readonly IReadOnlyDictionary<string, object> _members;
    private readonly RecordWrite<T> _write;
    private readonly Func<RecordReader, T> _read;

    /// <param name="shape">Of <typeparamref name="T"/>.</param>
    /// <param name="members">Per member its <see cref="Codec{T}"/>.</param>
    public RecordCodec(TypeShape shape, IReadOnlyDictionary<string, object> members)
    {
        _shape = shape;
        _members = members;
        Schema = new RecordSchema([.. shape.Members.Select(member => (member.Name, SchemaOf(members[member.Name])))]);
        _write = CompileWrite();
        _read = CompileRead((RecordSchema)Schema, "");
    }

    private RecordCodec(RecordCodec<T> now, RecordSchema written, string path)
    {
        (_shape, _members, _write, Schema) = (now._shape, now._members, now._write, now.Schema);
        _read = CompileRead(written, path);
    }

    public override Schema Schema { get; }

    public override void Write(RecordWriter writer, in T value) => _write(writer, value);

    public override T Read(RecordReader reader) => _read(reader);

    /// <summary>Fields may have been added (they keep their initial value), removed (they are passed over) and reordered.</summary>
    protected override Codec<T> Adapt(Schema written, string path) =>
        written is RecordSchema record ? new RecordCodec<T>(this, record, path) : throw Differs(written, path);

    private static Schema SchemaOf(object codec) => (Schema)codec.GetType().GetProperty(nameof(Schema))!.GetValue(codec)!;

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
            body.Add(Expression.Call(CodecOf(member), "Write", null, writer, local));
        }

        if (body.Count == 0)
        {
            body.Add(Expression.Call(writer, nameof(RecordWriter.WriteByte), null, Expression.Constant((byte)0)));
        }

        return Expression.Lambda<RecordWrite<T>>(Expression.Block(typeof(void), locals, body), writer, value).Compile();
    }

    private Func<RecordReader, T> CompileRead(RecordSchema written, string path)
    {
        var reader = Expression.Parameter(typeof(RecordReader), "reader");
        var locals = new Dictionary<string, ParameterExpression>();
        var body = new List<Expression>();
        foreach (var (name, schema) in written.Fields)
        {
            if (!_members.TryGetValue(name, out var codec) || locals.ContainsKey(name))
            {
                body.Add(Expression.Call(Expression.Constant(schema), nameof(Backends.Schema.Skip), null, reader));
                continue;
            }

            var member = _shape.Members.First(one => one.Name == name);
            var adapted = codec.GetType().GetMethod(nameof(ReadingAs))!;
            var codecThen = Unwrapped(() => adapted.Invoke(codec, [schema, path.Length == 0 ? name : $"{path}.{name}"])!);
            var local = Expression.Variable(member.Type, name);
            locals.Add(name, local);
            body.Add(Expression.Assign(local, Expression.Call(AsCodec(codecThen, member.Type), "Read", null, reader)));
        }

        if (written.Fields.Count == 0)
        {
            body.Add(Expression.Call(reader, nameof(RecordReader.ReadByte), null));
        }

        var result = Expression.Variable(typeof(T), "result");
        body.Add(Expression.Assign(result, New(locals)));
        foreach (var member in _shape.Members.Where(member => member.Parameter < 0 && locals.ContainsKey(member.Name)))
        {
            body.Add(Expression.Assign(Expression.MakeMemberAccess(result, member.Member), locals[member.Name]));
        }

        body.Add(result);
        return Expression.Lambda<Func<RecordReader, T>>(Expression.Block([.. locals.Values, result], body), reader).Compile();
    }

    private Expression New(Dictionary<string, ParameterExpression> locals)
    {
        if (_shape.Constructor is not { } constructor)
        {
            return Expression.Default(typeof(T));
        }

        return Expression.New(constructor, constructor.GetParameters().Select(parameter =>
        {
            var member = _shape.Members.First(one => one.Parameter == parameter.Position);
            return locals.TryGetValue(member.Name, out var local) ? local : (Expression)Expression.Default(member.Type);
        }));
    }

    private Expression CodecOf(ShapeMember member) => AsCodec(_members[member.Name], member.Type);

    private static Expression AsCodec(object codec, Type type) => Expression.Constant(codec, typeof(Codec<>).MakeGenericType(type));

    private static object Unwrapped(Func<object> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException error) when (error.InnerException is StateRestoreException inner)
        {
            throw inner;
        }
    }
}
