using System.Net.Sockets;
using ActorStream.Cli;
using ActorStream.Cli.Control;
using ActorStream.Coordinator;
using ActorStream.Hosting.Control;
using ActorStream.Hosting.Services;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Control;

/// <summary>A job's socket, and the tool's side of it.</summary>
public sealed class ControlEndpointTests : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("control");
    private readonly List<ControlEndpoint> _endpoints = [];
    private readonly RunningJobs _jobs;

    public ControlEndpointTests() => _jobs = new RunningJobs([Runtime]);

    private string Runtime => Path.Combine(_root.FullName, "run");

    [Fact]
    public async Task Job_is_found_by_name_process_and_directory_and_answers()
    {
        var directory = Listen("counts");
        string[] names = ["counts", $"{Environment.ProcessId}", directory, Path.GetDirectoryName(directory)!, directory + "/"];
        foreach (var name in names)
        {
            var job = await _jobs.FindAsync(name, default);
            Assert.Equal(directory, job.Directory);
            Assert.Equal(new Refusal("counts: /sp"), await AskAsync(job, new SavepointRequest("/sp")));
        }
    }

    [Fact]
    public void Only_the_user_may_open_it()
    {
        if (OperatingSystem.IsWindows()) return;
        var directory = Listen("counts");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "control.sock")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Runtime));
        var opened = Path.Combine(_root.FullName, "open");
        Directory.CreateDirectory(opened);
        File.SetUnixFileMode(opened, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        var error = Assert.Throws<IOException>(() => new JobRegistry(opened).Prepare());
        Assert.Contains("chmod 700", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_name_is_told_what_runs()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => _jobs.FindAsync("x", default));
        Assert.Contains("No job 'x' is running, nor any other job", error.Message, StringComparison.Ordinal);
        Listen("y");
        Listen("z");
        error = await Assert.ThrowsAsync<ToolException>(() => _jobs.FindAsync("x", default));
        Assert.Equal(
            $"No job 'x' is running; running: y (process {Environment.ProcessId}), z (process {Environment.ProcessId}).", error.Message);
        error = await Assert.ThrowsAsync<ToolException>(() => _jobs.FindAsync($"{Environment.ProcessId}", default));
        Assert.Contains("more than one running job", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_listens_no_more_leaves_nothing_and_one_that_was_killed_is_forgotten()
    {
        var directory = Listen("counts");
        await _endpoints[0].DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Runtime));

        var dead = new RunningJob("dead", 1, directory, Path.Combine(directory, "control.sock"), default);
        new JobRegistry(Runtime).Add(dead);
        Assert.Empty(await _jobs.ListAsync(default));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Runtime));
    }

    [Fact]
    public void Who_removes_an_entry_that_was_left_does_not_hit_the_next_one()
    {
        var directory = Listen("counts");
        var first = Assert.Single(Directory.EnumerateFiles(Runtime));
        _endpoints[0].StopListening();
        _endpoints[0].Listen(directory);
        Assert.NotEqual(first, Assert.Single(Directory.EnumerateFiles(Runtime)));
    }

    [Fact]
    public async Task What_a_killed_process_left_is_in_nobodys_way()
    {
        var directory = _root.CreateSubdirectory("checkpoints").CreateSubdirectory("counts").FullName;
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(Path.Combine(directory, "moved.sock")));
            File.Move(Path.Combine(directory, "moved.sock"), Path.Combine(directory, "control.sock"));
        }

        Listen("counts");
        Assert.IsType<Refusal>(await AskAsync(await _jobs.FindAsync("counts", default), new CancelRequest()));
    }

    [Fact]
    public async Task Answer_on_its_way_is_given_before_the_job_is_gone()
    {
        var asked = new TaskCompletionSource();
        var ready = new TaskCompletionSource<ControlAnswer>();
        Listen("counts", _ =>
        {
            asked.SetResult();
            return ready.Task;
        });
        var answer = AskAsync(await _jobs.FindAsync("counts", default), new CancelRequest());
        await asked.Task;
        var closed = _endpoints[0].DisposeAsync().AsTask();
        Assert.Empty(await _jobs.ListAsync(default));
        Assert.False(closed.IsCompleted);
        ready.SetResult(new EndReport("cancelled", 3, 5, null));
        Assert.Equal(new EndReport("cancelled", 3, 5, null), await answer);
        await closed;
    }

    [Fact]
    public async Task Who_says_nothing_holds_nobody_up()
    {
        var directory = Listen("counts");
        using var silent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await silent.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(directory, "control.sock")));
        Assert.IsType<Refusal>(await AskAsync(await _jobs.FindAsync("counts", default), new CancelRequest()));
        await _endpoints[0].DisposeAsync();
    }

    [Fact]
    public async Task Defect_in_an_answer_is_told_and_the_next_is_answered()
    {
        var calls = 0;
        Listen("counts", _ => calls++ == 0
            ? throw new InvalidDataException("broken")
            : Task.FromResult<ControlAnswer>(new Refusal("fine")));
        var job = await _jobs.FindAsync("counts", default);
        Assert.Contains("InvalidDataException: broken", ((Refusal)await AskAsync(job, new CancelRequest())).Why, StringComparison.Ordinal);
        Assert.Equal(new Refusal("fine"), await AskAsync(job, new CancelRequest()));
    }

    [Fact]
    public async Task Directory_with_a_long_path_is_served_from_the_runtime_directory()
    {
        var directory = Listen(new string('n', 128));
        Assert.Empty(Directory.EnumerateFileSystemEntries(directory));
        var job = await _jobs.FindAsync(directory, default);
        Assert.StartsWith(Runtime, job.Socket, StringComparison.Ordinal);
        Assert.IsType<Refusal>(await AskAsync(job, new CancelRequest()));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var endpoint in _endpoints) await endpoint.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private string Listen(string job, Func<ControlRequest, Task<ControlAnswer>>? answer = null)
    {
        var directory = _root.CreateSubdirectory("checkpoints").CreateSubdirectory(job).FullName;
        answer ??= request => Task.FromResult<ControlAnswer>(new Refusal($"{job}: {(request as SavepointRequest)?.Directory}"));
        var endpoint = new ControlEndpoint(job, answer, new JobRegistry(Runtime), TimeProvider.System, new HostingLog(NullLogger.Instance));
        _endpoints.Add(endpoint);
        endpoint.Listen(directory);
        return directory;
    }

    private static Task<ControlAnswer> AskAsync(RunningJob job, ControlRequest request) =>
        JobClient.AskAsync(job, request, TimeSpan.FromMinutes(1), CancellationToken.None);
}
