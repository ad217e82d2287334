namespace ActorStream.Hosting.Configuration.Settings;

/// <summary>A settings record and where each of its values came from.</summary>
/// <param name="Settings">The record.</param>
/// <param name="Values">Every setting in the order of the record's properties.</param>
internal sealed record BoundSettings<TSettings>(TSettings Settings, IReadOnlyList<BoundSetting> Values);

/// <summary>A setting's key, its value as a settings file would have it, and where that was set.</summary>
internal sealed record BoundSetting(string Path, string Value, string Origin);
