using System.CommandLine;
using ActorStream.Hosting.Configuration.Settings;

namespace ActorStream;

/// <summary>An option of a job program's command line. Its value is known from the moment the job is declared.</summary>
/// <typeparam name="T"> <c>string</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>bool</c> (a flag without a value), <see cref="TimeSpan"/>
/// (<c>500ms</c>, <c>5s</c>), <see cref="ByteSize"/> (<c>64KiB</c>), or an enum (its names in kebab-case).
/// </typeparam>
public sealed class JobOption<T> : IJobOption
    where T : notnull
{
    private readonly SettingType _type;
    private readonly Option _symbol;
    private (bool IsSet, T Value) _least;
    private (bool IsSet, T Value) _most;
    private T? _value;
    private bool _isRead;

    internal JobOption(string name, T defaultValue, string help)
    {
        _type = SettingType.Of(typeof(T)) ?? throw new ArgumentException(
            $"Option {name} cannot be a {typeof(T).Name}: a command line has text, numbers, bool, TimeSpan, ByteSize and enums.");
        Name = name;
        _symbol = defaultValue is bool flag
            ? new Option<bool>(name) { Description = help, DefaultValueFactory = _ => flag }
            : new Option<string>(name) { Description = help, DefaultValueFactory = _ => _type.Write(defaultValue), HelpName = HelpName };
    }

    /// <summary>The option's name, dashes included.</summary>
    public string Name { get; }

    /// <summary>What the command line says, else the default.</summary>
    /// <exception cref="InvalidOperationException">Too early: use it within the function that declares the job.</exception>
    public T Value => _isRead
        ? _value!
        : throw new InvalidOperationException(
            $"Option {Name} is read by RunAsync; use its value within the function that declares the job.");

    Option IJobOption.Symbol => _symbol;

    /// <summary>Refuses values below a bound. Call it before the program runs.</summary>
    public JobOption<T> AtLeast(T least)
    {
        _least = (true, least);
        return this;
    }

    /// <summary>Refuses values outside of a range, both ends included. Call it before the program runs.</summary>
    public JobOption<T> Between(T least, T most)
    {
        (_least, _most) = ((true, least), (true, most));
        return this;
    }

    string? IJobOption.Read(ParseResult commandLine)
    {
        if (_symbol is Option<bool> flag)
        {
            (_value, _isRead) = ((T)(object)commandLine.GetValue(flag), true);
            return null;
        }

        var text = commandLine.GetValue((Option<string>)_symbol)!;
        if (_type.TryRead(text) is not T value || IsOutOfRange(value))
            return $"{Name} is '{text}' and must be {Expected}";
        (_value, _isRead) = (value, true);
        return null;
    }

    private string Expected => (_least.IsSet, _most.IsSet) switch
    {
        (false, _) => _type.Expected,
        (true, false) => $"{_type.Expected}, at least {_type.Write(_least.Value)}",
        _ => $"{_type.Expected}, from {_type.Write(_least.Value)} to {_type.Write(_most.Value)}",
    };

    private string HelpName => Type.GetTypeCode(typeof(T)) switch
    {
        _ when typeof(T).IsEnum => _type.Expected["one of ".Length..].Replace(", ", "|", StringComparison.Ordinal),
        TypeCode.String => "text",
        TypeCode.Int32 or TypeCode.Int64 or TypeCode.Double => "number",
        _ => typeof(T) == typeof(TimeSpan) ? "duration" : "bytes",
    };

    private bool IsOutOfRange(T value) =>
        (_least.IsSet && Comparer<T>.Default.Compare(value, _least.Value) < 0)
        || (_most.IsSet && Comparer<T>.Default.Compare(value, _most.Value) > 0);
}

/// <summary>An option of any type.</summary>
internal interface IJobOption
{
    string Name { get; }

    Option Symbol { get; }

    /// <summary>Takes the value from the command line; what is wrong with it, or null.</summary>
    string? Read(ParseResult commandLine);
}
