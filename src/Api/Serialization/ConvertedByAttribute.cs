namespace ActorStream;

/// <summary>
/// Names the converter for values that were written when this type, or this member, had another shape. On a class, record or struct it
/// holds wherever the type occurs; on a member for that member alone.
/// </summary>
/// <remarks>
/// Several times for several old shapes. A converter is used where the written shape is exactly its old type's, or where the written shape
/// could otherwise not be read. A converter that does not fit the type it stands on is an error when the job is built.
/// </remarks>
/// <typeparam name="TConverter">The converter: an <see cref="IStateConverter{TOld, TNew}"/> to the type or the member's type.</typeparam>
public sealed class ConvertedByAttribute<TConverter> : ConvertedByAttribute
    where TConverter : new()
{
    /// <inheritdoc/>
    internal override object NewConverter() => new TConverter();
}

/// <summary>Base of <see cref="ConvertedByAttribute{TConverter}"/>, which is the one to use.</summary>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter,
    AllowMultiple = true, Inherited = false)]
public abstract class ConvertedByAttribute : Attribute
{
    private protected ConvertedByAttribute()
    {
    }

    internal abstract object NewConverter();
}
