namespace ActorStream;

/// <summary>
/// Names a further output of an operator, beside its main one: late records, rejected ones, alarms. Emitted to with
/// <see cref="ProcessContext.Emit{T}(SideOutput{T}, in T)"/>, taken with <see cref="DataStream{T}.SideOutput{TSide}"/>.
/// </summary>
/// <remarks>Immutable: keep it in a static field and use it in the function and in the job. What is emitted to a tag that nothing takes is
/// dropped.</remarks>
/// <typeparam name="T">Records of the output.</typeparam>
/// <example>
/// <code>
/// static readonly SideOutput&lt;Order&gt; Rejected = new("rejected");
///
/// // in the function: context.Emit(Rejected, order);
/// var accepted = orders.Process(() =&gt; new Check(), uid: "check");
/// accepted.SideOutput(Rejected).To(...);
/// </code>
/// </example>
public sealed class SideOutput<T> : SideOutput
{
    /// <param name="name">Names the output within its operator. Two tags of one name and type are the same output.</param>
    public SideOutput(string name)
        : base(name)
    {
    }

    internal override TResult Accept<TResult>(ISideOutputVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>A <see cref="SideOutput{T}"/> of any type.</summary>
public abstract class SideOutput
{
    private protected SideOutput(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Its name within the operator.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal abstract TResult Accept<TResult>(ISideOutputVisitor<TResult> visitor);

    internal bool IsSameAs(SideOutput other) => this == other || (Name == other.Name && GetType() == other.GetType());
}

/// <summary>Answers for a side output, with its record type closed.</summary>
internal interface ISideOutputVisitor<out TResult>
{
    TResult Visit<T>(SideOutput<T> tag);
}
