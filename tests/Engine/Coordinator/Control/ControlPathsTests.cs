using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Control;

public sealed class ControlPathsTests
{
    [Fact]
    public void A_job_listens_in_its_directory_and_where_that_is_too_long_beside_the_others()
    {
        var longest = "/" + new string('d', 89);
        Assert.Equal($"{longest}/control.sock", ControlPaths.SocketOf(longest, "/run/a", 12, 1));
        Assert.Equal("/run/a/12-1.sock", ControlPaths.SocketOf(longest + "d", "/run/a", 12, 1));
        Assert.Equal("/run/a/12-1.sock", ControlPaths.SocketOf(null, "/run/a", 12, 1));
        Assert.Null(ControlPaths.SocketOf(null, longest, 1234567, 1));
    }

    [Fact]
    public void Bytes_count_and_not_characters()
    {
        var directory = "/" + new string('é', 50);
        Assert.Equal("/run/a/12-1.sock", ControlPaths.SocketOf(directory, "/run/a", 12, 1));
    }

    [Fact]
    public void A_service_without_a_session_and_a_shell_with_one_look_into_the_same_directory()
    {
        var service = ControlPaths.RuntimeDirectories(_ => null, "eve");
        var shell = ControlPaths.RuntimeDirectories(name => name == "XDG_RUNTIME_DIR" ? "/run/user/7" : null, "eve");
        Assert.Equal(["/tmp/actorstream-eve"], service);
        Assert.Equal(["/run/user/7/actorstream", "/tmp/actorstream-eve"], shell);
        Assert.Equal(["/mine"], ControlPaths.RuntimeDirectories(name => name == ControlPaths.Variable ? "/mine" : "/other", "eve"));
    }
}
