namespace ActorStream.TestKit;

/// <summary>
/// What every <see cref="ITransactionalSink{T}"/> promises. Inherit it in a test class and give it a target; xunit runs the rest.
/// </summary>
/// <remarks>A sink that passes takes part in exactly-once delivery, as far as a test on one thread can tell.</remarks>
public abstract partial class TransactionalSinkContract<T>
    where T : notnull
{
    /// <summary>Makes an empty target.</summary>
    protected abstract ValueTask<ISinkContractTarget<T>> CreateTargetAsync();

    private async Task OnStageAsync(Func<SinkContractStage<T>, Task> test)
    {
        await using var stage = new SinkContractStage<T>(await CreateTargetAsync());
        // As the engine does before it opens a session: a sink may make there what it needs, a directory say.
        await (await stage.ClaimAsync()).DisposeAsync();
        await test(stage);
    }

    /// <summary>A refusal is as good as an answer, as long as nothing becomes visible.</summary>
    private static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception error) when (error is not Xunit.Sdk.XunitException)
        {
            // That is what a fenced sink should do.
        }
    }
}
