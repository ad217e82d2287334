namespace ActorStream.Tests.Engine.Coordinator;

internal sealed class NoServices : IServiceProvider
{
    internal static NoServices Instance { get; } = new();

    public object? GetService(Type serviceType) => null;
}
