using System.Runtime.CompilerServices;

namespace ActorStream.Backends;

/// <summary>What must hold whatever faults there are. Checked always, in Release too: going on would make wrong output of a
/// defect.</summary>
internal static class Invariant
{
    /// <summary>Checks that it holds. The message is made only if it does not.</summary>
    /// <exception cref="InvariantViolatedException">It does not hold.</exception>
    internal static void Holds(
        [System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool condition,
        [InterpolatedStringHandlerArgument(nameof(condition))] ref InvariantMessage message)
    {
        if (!condition) throw new InvariantViolatedException(message.ToString());
    }
}

/// <summary>The engine contradicts itself: a defect, which no fault of the outside and no restart explains.</summary>
internal sealed class InvariantViolatedException(string what)
    : Exception($"This is a defect of the engine; please report it. {what}"), IPermanentError;

/// <summary>Formats nothing as long as the condition holds.</summary>
[InterpolatedStringHandler]
internal ref struct InvariantMessage
{
    private DefaultInterpolatedStringHandler _text;

    public InvariantMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        if (isNeeded) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
    }

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value, string? format = null) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToStringAndClear();
}
