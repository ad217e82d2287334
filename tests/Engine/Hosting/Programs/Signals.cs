using System.Runtime.InteropServices;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Programs;

/// <summary>Tests of this collection run one after the other: a signal reaches every host in the process.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed partial class Signals
{
    internal const string Collection = "signals";

    private const int SigTerm = 15;

    /// <summary>Sends this process SIGTERM. Some host must be listening, or it ends.</summary>
    internal static void Terminate() => Assert.Equal(0, Send(Environment.ProcessId, SigTerm));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
