namespace ActorStream.Hosting.Jobs;

/// <summary>The function that declares a job threw: its author's arguments or code are wrong. Says where in that function.</summary>
internal sealed class JobDeclarationException(string job, Exception error)
    : Exception($"Job '{job}' cannot be declared, {error.GetType().Name}: {error.Message}{PlaceOf(error)}", error)
{
    /// <summary>The last place that the error passed before it was caught, one line below the catch.</summary>
    private static string PlaceOf(Exception error) =>
        (error.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries) is [.., var place, _] ? $"\n  {place}" : "";
}
