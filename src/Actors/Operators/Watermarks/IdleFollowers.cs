namespace ActorStream.Actors;

/// <summary>A stage that makes watermarks of its own: what comes behind it does not hear of those before it.</summary>
internal interface IWatermarkStage;

/// <summary>A stage that hears whether watermarks count for now: an exchange, or a stage with records of its own that it tells those behind.</summary>
internal interface IIdleFollower
{
    /// <summary>Nothing before it brings records for now: receivers do not wait for its watermark. An exchange tells with the next flush.</summary>
    bool IsIdle { get; set; }
}

/// <summary>Which stages follow a stage's watermarks, and so whether any count.</summary>
internal static class IdleFollowers
{
    /// <summary>The next ones behind the stage, itself included; what stands behind them hears of it from them.</summary>
    internal static IEnumerable<IIdleFollower> Behind(Stage stage)
    {
        var all = stage.Downstream().ToList();
        var others = all.Where(static one => one is IWatermarkStage or IIdleFollower)
            .SelectMany(static one => one.Downstream().Where(behind => behind != one)).ToHashSet();
        return all.Where(one => !others.Contains(one)).OfType<IIdleFollower>();
    }
}
