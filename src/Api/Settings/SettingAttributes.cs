namespace ActorStream;

/// <summary>The values a setting may take, both ends included, written as in a settings file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingRangeAttribute(string least, string most) : Attribute
{
    internal string Least { get; } = least;

    internal string Most { get; } = most;
}

/// <summary>The word that stands for <c>null</c> in a settings file: <c>off</c> unless the setting says another.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingNullWordAttribute(string word) : Attribute
{
    internal string Word { get; } = word;
}
