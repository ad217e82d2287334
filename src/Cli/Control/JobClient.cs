using System.Net.Sockets;
using ActorStream.Coordinator;

namespace ActorStream.Cli.Control;

/// <summary>Asks a running job.</summary>
internal static class JobClient
{
    /// <summary>Whether somebody listens there. A process that stands still does.</summary>
    internal static async Task<bool> IsListeningAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var socket = await ConnectAsync(path, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="job">Whom.</param>
    /// <param name="request">What.</param>
    /// <param name="patience">How long; null: what was asked for takes as long as it takes.</param>
    /// <param name="cancellation">Ends the waiting; what is under way in the job goes on.</param>
    /// <exception cref="ToolException">There was no answer.</exception>
    internal static async Task<ControlAnswer> AskAsync(
        RunningJob job, ControlRequest request, TimeSpan? patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (patience is { } some) limit.CancelAfter(some);
        try
        {
            await using var stream = new NetworkStream(await ConnectAsync(job.Socket, limit.Token), ownsSocket: true);
            await ControlLine.WriteAsync(stream, ControlText.Write(request), limit.Token);
            return await ControlLine.ReadAsync(stream, limit.Token) is { } line
                ? ControlText.ReadAnswer(line)
                : throw new ToolException($"{Name(job)} ended before it answered.", ToolExitCode.Refused);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException($"{Name(job)} does not answer: its process may be stopped, or has no time.", ToolExitCode.Refused);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            throw new ToolException(
                $"{Name(job)} has ended just now, or is being started again: nothing listens at {job.Socket}.", ToolExitCode.Refused);
        }
        catch (Exception error) when (error is SocketException or IOException or FormatException)
        {
            throw new ToolException($"{Name(job)} could not be asked: {error.Message}", ToolExitCode.Refused);
        }
    }

    private static string Name(RunningJob job) => $"Job '{job.Job}'{(job.Process > 0 ? $" in process {job.Process}" : "")}";

    private static async Task<Socket> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
