namespace ActorStream;

/// <summary>Where a program that runs a job begins.</summary>
public static class ActorStreamHost
{
    /// <summary>
    /// Makes a program of one job: its command line, its live progress, its exit code. To run jobs within an application of another kind,
    /// use <see cref="ActorStreamServiceCollectionExtensions.AddActorStream"/>.
    /// </summary>
    /// <param name="name">
    /// Names the job for life: its checkpoints are found by it. 1 to 128 of the characters <c>A-Z a-z 0-9 . _ -</c>, a letter or digit
    /// first.
    /// </param>
    /// <param name="args">The program's arguments.</param>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public static JobProgram Create(string name, string[] args) => new(name, args, Hosting.Terminal.JobTerminal.OfProcess());
}
