namespace ActorStream.Coordinator;

/// <summary>Counts rounds that failed one after the other.</summary>
internal sealed class FailedRounds(int tolerated)
{
    internal int InARow { get; private set; }

    /// <summary>Answers whether the job may go on.</summary>
    internal bool OnFailed() => ++InARow <= tolerated;

    internal void OnCompleted() => InARow = 0;
}
