namespace ActorStream;

/// <summary>
/// Names one job for life: chosen at random when the job is first started in a checkpoint directory, kept in its journal, the same
/// through every restart. Sinks put it into the ids of their outside transactions, so two jobs never touch each other's.
/// </summary>
/// <param name="Value">128 random bits.</param>
public readonly record struct JobId(UInt128 Value)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; throws <see cref="FormatException"/> otherwise.</summary>
    public static JobId Parse(string text) =>
        text.Length == 32 && UInt128.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value)
            ? new JobId(value)
            : throw new FormatException($"'{text}' is not a job id: 32 hexadecimal digits are expected.");

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", null);
}
