namespace ActorStream.Hosting.Jobs;

/// <summary>A job as its author declared it.</summary>
internal sealed record JobDefinition
{
    private const int MostNameLength = 128;

    /// <summary>Keeps what a job needs to be started.</summary>
    /// <exception cref="ArgumentException">The name cannot be that of a directory on every system.</exception>
    internal JobDefinition(string name, Action<JobBuilder> declare, Func<ActorStreamSettings, ActorStreamSettings>? settings)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(declare);
        (Name, Declare, Settings) = (name, declare, settings);
    }

    internal string Name { get; }

    internal Action<JobBuilder> Declare { get; }

    /// <summary>What code changes in the settings.</summary>
    internal Func<ActorStreamSettings, ActorStreamSettings>? Settings { get; }

    internal static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isName = name.Length is > 0 and <= MostNameLength && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        if (!isName)
        {
            throw new ArgumentException(
                $"'{name}' cannot name a job: 1 to {MostNameLength} characters of A-Z a-z 0-9 . _ - are expected, a letter or digit first.",
                nameof(name));
        }
    }
}
