using System.CommandLine;
using ActorStream.Cli;
using ActorStream.Coordinator;

return await Tool.RunAsync(ControlPaths.RuntimeDirectories(), args, new InvocationConfiguration());
