namespace ActorStream.Tests.Engine.Hosting.Savepoints;

/// <summary>The code of docs/state.md about state without a job. It is compiled; what it does SavepointWriterTests show.</summary>
internal static class SavepointGuide
{
    internal static async Task ReadAndMendAsync()
    {
        var savepoint = await Savepoint.OpenAsync("out/savepoint-7");
        foreach (var state in savepoint.States)
            Console.WriteLine($"{state.Operator}/{state.Name}: {state.Kind}, {state.Type} by {state.Key}");
        await foreach (var (account, balance) in savepoint.ValuesAsync<string, decimal>("accounts", "balance"))
            Console.WriteLine($"{account}: {balance}");

        var mended = await savepoint.ValuesAsync<string, decimal>("accounts", "balance").Where(pair => pair.Value >= 0).ToListAsync();
        await SavepointWriter.From(savepoint)
            .Values("accounts", "balance", mended)
            .Remove("accounts", "history")
            .Rename("daily", "per-day")
            .WriteAsync("out/savepoint-7-mended");
    }

    internal static async Task WriteFirstAsync(
        IEnumerable<KeyValuePair<string, decimal>> balances, IEnumerable<(string Key, string MapKey, decimal Value)> limits)
    {
        await SavepointWriter.Empty()
            .Values("accounts", "balance", balances)                          // IEnumerable<KeyValuePair<string, decimal>>
            .Map("accounts", "limits", limits)                                // (key, map key, value)
            .WriteAsync("out/first");
    }
}
