using System.Text.Json;
using ActorStream.Coordinator;

namespace ActorStream.Cli;

/// <summary>The states of a checkpoint: a line each, with what they take and of what type they are.</summary>
internal static class StateTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static async ValueTask WriteAsync(
        StoredCheckpoint checkpoint, EntryFilter filter, bool asJson, TextWriter output, CancellationToken cancellation)
    {
        var manifest = checkpoint.Manifest;
        var rows = await RowsAsync(checkpoint, filter, cancellation);
        if (asJson)
        {
            var table = new { job = manifest.Job.ToString(), checkpoint = manifest.Attempt.Checkpoint, epoch = manifest.Attempt.Epoch,
                states = rows };
            await output.WriteLineAsync(JsonSerializer.Serialize(table, Json));
            return;
        }

        var place = Path.GetDirectoryName(Path.Combine(checkpoint.Storage.Root, checkpoint.Recorded.ManifestPath));
        await output.WriteLineAsync(
            $"Checkpoint {manifest.Attempt.Checkpoint} of job {manifest.Job}, epoch {manifest.Attempt.Epoch}, in {place}");
        var view = new TextTable("operator", "state", "kind", ">entries", ">bytes", "key", "type");
        foreach (var row in rows)
            view.Add(row.Operator, row.State, row.Kind, $"{row.Entries:N0}", $"{row.Bytes:N0}", row.Key ?? "", row.Type);
        view.Write(output);
    }

    private static async ValueTask<IReadOnlyList<Row>> RowsAsync(
        StoredCheckpoint checkpoint, EntryFilter filter, CancellationToken cancellation)
    {
        var keyed = (await CheckpointEntries.StatesAsync(checkpoint, cancellation)).Where(filter.Wants)
            .ToDictionary(static state => (state.Operator, state.Kind, state.Name), static state => new Row(
                state.Operator, state.Name, state.Kind.ToString(), 0, 0, state.Key.Text, state.Schema.Text));
        await CheckpointEntries.ReadAsync(
            checkpoint,
            filter.Wants,
            entry =>
            {
                var id = (entry.State.Operator, entry.State.Kind, entry.State.Name);
                var row = keyed[id];
                keyed[id] = row with { Entries = row.Entries + 1, Bytes = row.Bytes + entry.Key.Length + entry.Value.Length };
            },
            cancellation);
        var lists = checkpoint.Manifest.Operators.Where(op => filter.WantsOperator(op.Uid))
            .SelectMany(static op => op.Subtasks.SelectMany(static part => part.Lists)
                .GroupBy(static list => (list.Name, list.Distribution))
                .Select(same => new Row(
                    op.Uid,
                    same.Key.Name,
                    $"Operator {same.Key.Distribution}",
                    same.Sum(static list => (long)list.Items.Count),
                    same.Sum(static list => list.Items.Sum(static item => (long)item.Length)),
                    null,
                    same.Select(OperatorItems.SchemaOf).FirstOrDefault()?.Text ?? "of the engine")))
            .Where(row => filter.WantsState(row.State));
        return [.. keyed.Values.Concat(lists).OrderBy(static row => row.Operator, StringComparer.Ordinal)
            .ThenBy(static row => row.Kind, StringComparer.Ordinal)
            .ThenBy(static row => row.State, StringComparer.Ordinal)];
    }

    /// <summary>A state.</summary>
    private sealed record Row(string Operator, string State, string Kind, long Entries, long Bytes, string? Key, string Type);
}
