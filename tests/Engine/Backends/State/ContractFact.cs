using System.Reflection;
using ActorStream.Backends.Native;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ActorStream.Tests.Engine.Backends.State;

/// <summary>The tests of the class, inherited ones too, need RocksDB: they are skipped, with the reason, where it is not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsRocksDbAttribute : Attribute
{
    /// <summary>Why a test cannot be run; null if it can.</summary>
    internal static string? ReasonFor(ITestMethod method) =>
        method.TestClass.Class.ToRuntimeType().GetCustomAttribute<NeedsRocksDbAttribute>() is null ? null : RocksDbLibrary.Problem;
}

/// <summary>A test of a contract, for the class that inherits it to say what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ActorStream.Tests.Engine.Backends.State.ContractFactDiscoverer", "ActorStream.Tests.Engine")]
internal sealed class ContractFactAttribute : FactAttribute;

/// <summary>Likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ActorStream.Tests.Engine.Backends.State.ContractTheoryDiscoverer", "ActorStream.Tests.Engine")]
internal sealed class ContractTheoryAttribute : TheoryAttribute;

/// <summary>Made by the test framework.</summary>
public sealed class ContractFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    /// <inheritdoc/>
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        NeedsRocksDbAttribute.ReasonFor(testMethod) is { } reason
            ? new XunitSkippedDataRowTestCase(
                DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, reason)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

/// <summary>Made by the test framework.</summary>
public sealed class ContractTheoryDiscoverer(IMessageSink messages) : TheoryDiscoverer(messages)
{
    /// <inheritdoc/>
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        NeedsRocksDbAttribute.ReasonFor(testMethod) is { } reason
            ? [new XunitSkippedDataRowTestCase(
                DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, reason)]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
