using System.CommandLine;
using ActorStream.Cli;

var root = new RootCommand("Looks into the checkpoints of ActorStream jobs.") { StateCommand.Create() };
return await root.Parse(args).InvokeAsync();
