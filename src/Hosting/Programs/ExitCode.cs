namespace ActorStream.Hosting.Programs;

/// <summary>What a job program tells who started it.</summary>
internal static class ExitCode
{
    /// <summary>The job has finished (now or in an earlier run), or was stopped in order.</summary>
    internal const int Done = 0;

    /// <summary>The job failed for good.</summary>
    internal const int Failed = 1;

    /// <summary>The job could not start: arguments, settings, input, directories. Nothing was changed.</summary>
    internal const int Refused = 2;

    /// <summary>
    /// The job could not start from what it was to start from: the pre-flight check found what does not fit. Nothing was changed.
    /// </summary>
    internal const int Incompatible = 3;

    /// <summary>Added to the number of a signal that ended the process before it could stop in order.</summary>
    internal const int Signal = 128;
}
