namespace ActorStream.Actors;

/// <summary>A stage that makes watermarks of its own: what comes behind it does not hear of those before it.</summary>
internal interface IWatermarkStage;

/// <summary>Which exchanges follow a stage's watermarks, and so whether any count.</summary>
internal static class IdleExchanges
{
    /// <summary>Those behind the stage, itself included, up to stages that make their own watermarks.</summary>
    internal static IEnumerable<IExchangeStage> Behind(Stage stage)
    {
        var all = stage.Downstream().ToList();
        var others = all.Where(static one => one is IWatermarkStage).SelectMany(static one => one.Downstream()).ToHashSet();
        return all.Where(one => !others.Contains(one)).OfType<IExchangeStage>();
    }
}
