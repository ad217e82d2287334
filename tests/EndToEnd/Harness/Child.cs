using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace ActorStream.Tests.EndToEnd.Harness;

/// <summary>A program run as a process of its own, its output read as it comes.</summary>
sealed partial class Child
{
    const int SigTerm = 15;
    const int SigCont = 18;
    const int SigStop = 19;

    /// <summary>No run takes nearly this long: whoever waits so long waits for something that will not come.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    readonly Process _process;
    readonly string _commandLine;
    readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    readonly StringBuilder _output = new();
    readonly StringBuilder _error = new();
    readonly Task _ended;

    Child(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _commandLine = $"{program} {string.Join(' ', start.ArgumentList)}";
        _process = Process.Start(start)!;
        _ended = Task.WhenAll(PumpAsync(_process.StandardOutput, _output, _lines.Writer), PumpAsync(_process.StandardError, _error, null),
            _process.WaitForExitAsync());
    }

    /// <summary>Starts a built .NET program, below the tool given (strace, say) if any.</summary>
    public static Child Start(string assembly, IEnumerable<string> arguments, params string[] below) =>
        Start(assembly, arguments, new Dictionary<string, string>(), below);

    /// <summary>The same, with further environment variables.</summary>
    public static Child Start(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, params string[] below)
    {
        string[] command = [.. below, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", assembly, .. arguments];
        return new Child(command[0], command[1..], environment);
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>Exit code; only after <see cref="EndAsync"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What a failed assertion should show.</summary>
    public string Transcript => $"{_commandLine}\n--- stdout\n{Output}\n--- stderr\n{Error}\n---";

    /// <summary>Waits for the process to end of its own and for the rest of its output.</summary>
    public async Task<Child> EndAsync()
    {
        if (await EndsWithinAsync(Limit))
            return this;
        Kill();
        throw new TimeoutException($"no end after {Limit}: {Transcript}");
    }

    /// <summary>True as soon as the process has ended; false where it has not within the time given.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            await _ended.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>True as soon as the condition holds; false where the process ends before. Asked every few milliseconds.</summary>
    public async Task<bool> ComesToAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            if (_ended.IsCompleted)
                return condition();
            await look.WaitForNextTickAsync(limit.Token);
        }

        return true;
    }

    /// <summary>Waits for a line of standard output at which the condition holds; lines read before are not seen again.</summary>
    public async Task<string> LineAsync(Func<string, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        await foreach (var line in _lines.Reader.ReadAllAsync(limit.Token))
        {
            if (condition(line))
                return line;
        }

        throw new EndOfStreamException($"the program ended before the line came: {Transcript}");
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Terminate() => Send(SigTerm);

    /// <summary>Stops all threads of the process where they are, until <see cref="Continue"/>.</summary>
    public void Stop() => Send(SigStop);

    public void Continue() => Send(SigCont);

    void Send(int signal)
    {
        if (SendSignal(Id, signal) != 0)
            throw new InvalidOperationException($"cannot send signal {signal} to process {Id}: errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);

    static async Task PumpAsync(StreamReader from, StringBuilder all, ChannelWriter<string>? lines)
    {
        var buffer = new char[4096];
        var line = new StringBuilder();
        while (await from.ReadAsync(buffer) is var read and > 0)
        {
            lock (all)
                all.Append(buffer, 0, read);
            foreach (var character in buffer.AsSpan(0, read))
            {
                if (character != '\n')
                {
                    line.Append(character);
                    continue;
                }

                lines?.TryWrite(line.ToString());
                line.Clear();
            }
        }

        lines?.Complete();
    }

    static string Text(StringBuilder all)
    {
        lock (all)
            return all.ToString();
    }
}
