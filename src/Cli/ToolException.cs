namespace ActorStream.Cli;

/// <summary>What was asked for cannot be done; the message is all that is said of it.</summary>
internal sealed class ToolException(string message, int exitCode = ToolExitCode.Unusable) : Exception(message)
{
    internal int ExitCode => exitCode;
}

/// <summary>What the tool tells who started it.</summary>
internal static class ToolExitCode
{
    internal const int Done = 0;

    /// <summary>The job said no, or what it did failed.</summary>
    internal const int Refused = 1;

    /// <summary>Bad arguments, no such job, nothing that can be read.</summary>
    internal const int Unusable = 2;

    /// <summary>What is there does not fit the program.</summary>
    internal const int Incompatible = 3;
}
