namespace ActorStream;

/// <summary>
/// Names an operator for life. State in checkpoints and savepoints is found by it, so it stays when code around the operator changes.
/// Required wherever there is state, a source or a sink. Implicit from a string.
/// </summary>
/// <remarks>1 to 128 characters of <c>[A-Za-z0-9._-]</c>, beginning with a letter or digit; checked when the job is built.</remarks>
public readonly record struct OperatorUid
{
    private OperatorUid(string value, string? formerly) => (Value, Formerly) = (value, formerly);

    /// <summary>The uid.</summary>
    public string Value { get; }

    /// <summary>The uid that the operator had before a rename; state is found under it too.</summary>
    public string? Formerly { get; }

    /// <summary>A uid, and the one that the operator had before.</summary>
    public static OperatorUid Of(string value, string? formerly = null) => new(value, formerly);

    /// <summary>A uid without a past.</summary>
    public static implicit operator OperatorUid(string value) => new(value, null);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";

    internal string? Problem()
    {
        return Check(Value) ?? (Formerly is null ? null : Check(Formerly));

        static string? Check(string? uid) =>
            string.IsNullOrEmpty(uid) ? "a uid is missing"
            : uid.Length > 128 ? $"uid '{uid[..32]}…' has {uid.Length} characters; at most 128 are allowed"
            : !char.IsAsciiLetterOrDigit(uid[0]) ? $"uid '{uid}' must begin with a letter or digit"
            : uid.FirstOrDefault(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) is var bad && bad != 0
                ? $"uid '{uid}' contains '{bad}'; letters, digits, '.', '_' and '-' are allowed"
            : null;
    }
}
