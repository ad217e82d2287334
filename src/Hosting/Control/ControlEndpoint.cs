using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorStream.Coordinator;
using ActorStream.Hosting.Services;

namespace ActorStream.Hosting.Control;

/// <summary>
/// Where a job of this process is asked things from outside: a Unix domain socket that only its user may open. A job that cannot have one
/// runs without, and says so.
/// </summary>
/// <param name="job">The job's name.</param>
/// <param name="answer">Answers a request; thread-safe.</param>
/// <param name="registry">Where the job is written down.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Says what fails.</param>
internal sealed class ControlEndpoint(
    string job, Func<ControlRequest, Task<ControlAnswer>> answer, JobRegistry registry, TimeProvider time, HostingLog log)
        : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>What an answer that is ready may take to be read by who asked, once the job has ended.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Task, bool> _conversations = new();

    // Of the one who starts and ends the job.
    private Socket? _listener;
    private RunningJob? _entry;

    /// <summary>
    /// Begins to listen, in the job's directory if it has one. The directory is this process's until <see cref="StopListening"/>.
    /// </summary>
    internal void Listen(string? directory)
    {
        try
        {
            registry.Prepare();
            var path = registry.SocketOf(directory);
            File.Delete(path); // Of a process that was killed: this one holds the directory now.
            _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(path));

            // Nobody can connect before it listens, so nobody gets in before this.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnerOnly);
            _listener.Listen();
            _ = AcceptAsync(_listener);
            _entry = new RunningJob(job, Environment.ProcessId, directory ?? "memory", path, time.GetUtcNow());
            registry.Add(_entry);
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            log.NotControllable(error, job);
        }
    }

    /// <summary>Stops to listen; who has been heard still gets an answer.</summary>
    internal void StopListening()
    {
        try
        {
            if (_entry is { } entry)
            {
                registry.Remove(entry);
                File.Delete(entry.Socket);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.NotControllable(error, job);
        }

        _listener?.Dispose();
        (_listener, _entry) = (null, null);
    }

    /// <summary>Ends when every answer is given, or can no longer be.</summary>
    public async ValueTask DisposeAsync()
    {
        StopListening();
        await _closing.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_conversations.Keys), Task.Delay(LastWord, time));
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var conversation = ConverseAsync(new NetworkStream(await listener.AcceptAsync(_closing.Token), ownsSocket: true));
                _conversations.TryAdd(conversation, true);
                _ = conversation.ContinueWith(ended => _conversations.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or OperationCanceledException
            or SocketException { SocketErrorCode: SocketError.OperationAborted })
        {
            // It does not listen any more.
        }
        catch (SocketException error)
        {
            log.NotControllable(error, job);
        }
    }

    private async Task ConverseAsync(NetworkStream stream)
    {
        await using var connection = stream;
        await Task.Yield(); // What is said is looked at once the conversation is known: its end is waited for.
        try
        {
            if (await ControlLine.ReadAsync(stream, _closing.Token) is { } line)
                await ControlLine.WriteAsync(stream, ControlText.Write(await AnswerAsync(line)), CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // Who asked has left, or never said anything.
        }
    }

    private async Task<ControlAnswer> AnswerAsync(byte[] line)
    {
        try
        {
            return await answer(ControlText.ReadRequest(line));
        }
        catch (FormatException error)
        {
            return new Refusal(error.Message);
        }
        catch (Exception error)
        {
            // A defect in an answer is the asker's to hear of, and not the job's end.
            log.RequestFailed(error, job);
            return new Refusal($"The request failed in the job's process, {error.GetType().Name}: {error.Message}");
        }
    }
}
