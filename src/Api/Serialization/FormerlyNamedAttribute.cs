namespace ActorStream;

/// <summary>
/// Names a member had before, so that state written under the old name is read into it. Keep the attribute as long as a checkpoint or
/// savepoint with the old name may be restored.
/// </summary>
/// <remarks>
/// Goes on a property, a field, or the parameter of a positional record; several times for several old names. A name that another member of
/// the type has is an error when the job is built.
/// </remarks>
/// <param name="name">The old name, exactly as it was.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class FormerlyNamedAttribute(string name) : Attribute
{
    /// <summary>The old name.</summary>
    public string Name { get; } = name;
}
