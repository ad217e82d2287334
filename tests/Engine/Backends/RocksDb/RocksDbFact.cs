using ActorStream.Backends.Native;
using Xunit;

namespace ActorStream.Tests.Engine.Backends.RocksDb;

/// <summary>A test that needs RocksDB; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RocksDbFactAttribute : FactAttribute
{
    public RocksDbFactAttribute() => Skip = RocksDbLibrary.Problem;
}

/// <summary>Likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RocksDbTheoryAttribute : TheoryAttribute
{
    public RocksDbTheoryAttribute() => Skip = RocksDbLibrary.Problem;
}
