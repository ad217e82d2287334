using ActorStream.Coordinator;
using ActorStream.Hosting.Configuration.Settings;
using ActorStream.Hosting.Jobs;
using Microsoft.Extensions.Configuration;

namespace ActorStream.Hosting.Services;

/// <summary>A change that code makes to the settings of all jobs.</summary>
internal sealed record CodeSettings(Func<ActorStreamSettings, ActorStreamSettings> Change);

/// <summary>What a job program was told on its command line.</summary>
/// <param name="Layer">Settings; the strongest of all sources.</param>
/// <param name="Fresh">Whether the job's checkpoints and output are discarded first.</param>
internal sealed record CommandLineSettings(SettingLayer Layer, bool Fresh)
{
    /// <summary>What a new job is started from; null: none is.</summary>
    public RestoreSource? From { get; init; }

    /// <summary>State that may be dropped: <c>operator/state</c>, or <c>operator</c> for all of it.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    internal static CommandLineSettings None { get; } = new(new SettingLayer([]), Fresh: false);
}

/// <summary>Gives each job its settings.</summary>
internal sealed class SettingsSource(
    IConfiguration configuration, string contentRoot, CommandLineSettings commandLine, IEnumerable<CodeSettings> code)
{
    /// <summary>Binds the settings of a job.</summary>
    /// <exception cref="SettingsException">Some cannot be used; names all of them.</exception>
    internal BoundSettings<ActorStreamSettings> Bind(JobDefinition job)
    {
        var layers = SettingLayers.OfApplication(configuration, contentRoot);
        var changes = code.Select(settings => settings.Change).Append(job.Settings ?? (settings => settings));
        return SettingsBinder<ActorStreamSettings>.Bind(
            layers with { AboveCode = [.. layers.AboveCode, commandLine.Layer] },
            settings => changes.Aggregate(settings, (changed, change) => change(changed)));
    }
}
