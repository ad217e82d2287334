using ActorStream.Tests.Fuzz.Targets;

namespace ActorStream.Tests.Fuzz;

/// <summary>Every format that is read from a disk or a wire.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("values", 35_000, ValueCases.All),
        new("schemas", 15_000, SchemaCases.All),
        new("changes", 500, ChangeCases.All),
        new("lists", 9_500, OperatorListCases.All),
        new("manifest", 10_000, TextCases.Manifest),
        new("journal", 10_000, TextCases.Journal),
        new("snapshot", 15_000, SnapshotCases.All),
        new("inventory", 5_000, InventoryCases.All),
    ];
}
