using System.CommandLine;
using ActorStream.Backends.Files;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Commands;

/// <summary><c>actorstream state DIR</c>: what a checkpoint holds, as a table, or its entries as JSON lines.</summary>
internal static class StateCommand
{
    internal static Command Create(RunningJobs jobs)
    {
        var directory = ToolCommands.JobOrDirectory(
            jobs, "A savepoint, a directory chk-… of a job, or a job's directory or a running job (its newest checkpoint).");
        var op = new Option<string?>("--operator") { Description = "Only the operator with this uid." };
        var state = new Option<string?>("--state") { Description = "Only the state of this name." };
        var key = new Option<string?>("--key")
            { Description = "Only this key, as --entries shows it: 42, \"ATL\" or ATL, {\"Code\":\"ATL\"}." };
        var entries = new Option<bool>("--entries") { Description = "Print the entries, one JSON object per line, instead of the table." };
        var json = new Option<bool>("--json") { Description = "Print the table as JSON." };
        var command = new Command("state", "Shows the state that a checkpoint holds.") { directory, op, state, key, entries, json };
        command.SetWork(async (parsed, cancellation) =>
        {
            var filter = new EntryFilter(parsed.GetValue(op), parsed.GetValue(state), parsed.GetValue(key));
            var path = await jobs.DirectoryAsync(parsed.GetRequiredValue(directory), cancellation);
            var checkpoint = await StoredCheckpoint.OpenAsync(new LocalFileSystem(), path, cancellation);
            if (parsed.GetValue(entries)) await EntryLines.WriteAsync(checkpoint, filter, Console.OpenStandardOutput(), cancellation);
            else await StateTable.WriteAsync(
                checkpoint, filter, parsed.GetValue(json), parsed.InvocationConfiguration.Output, cancellation);
            return ToolExitCode.Done;
        });
        return command;
    }
}
