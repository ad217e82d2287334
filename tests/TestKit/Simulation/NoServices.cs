namespace ActorStream.TestKit.Simulation;

/// <summary>A job without services.</summary>
internal sealed class NoServices : IServiceProvider
{
    internal static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;
}
