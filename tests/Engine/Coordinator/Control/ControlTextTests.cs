using System.Text;
using ActorStream.Coordinator;
using Xunit;

namespace ActorStream.Tests.Engine.Coordinator.Control;

/// <summary>What is said at a control endpoint: the tool of one version talks to programs of others.</summary>
public sealed class ControlTextTests
{
    public static TheoryData<string, string> Requests => new()
    {
        { """{"v":1,"request":{"kind":"status","sampleMilliseconds":500}}""", nameof(StatusRequest) },
        { """{"v":1,"request":{"kind":"savepoint","directory":"/a b"}}""", nameof(SavepointRequest) },
        { """{"v":1,"request":{"kind":"stop","savepoint":null,"drain":true}}""", nameof(StopRequest) },
        { """{"v":1,"request":{"kind":"cancel"}}""", nameof(CancelRequest) },
        { """{"v":1,"request":{"kind":"rescale","parallelism":3,"savepoint":"/sp"}}""", nameof(RescaleRequest) },
        { """{"v":1,"request":{"kind":"resume"}}""", nameof(ResumeRequest) },
        { """{"v":1,"request":{"kind":"check","from":"/sp","drop":["a/b"]}}""", nameof(CheckRequest) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Requests_are_these_lines_for_ever(string line, string type)
    {
        var request = ControlText.ReadRequest(Encoding.UTF8.GetBytes(line));
        Assert.Equal(type, request.GetType().Name);
        Assert.Equal(line, Encoding.UTF8.GetString(ControlText.Write(request)));
    }

    [Fact]
    public void Answers_come_back_as_they_were()
    {
        var savepoint = new SavepointReport("/sp", 7, 12.5, 4096);
        ControlAnswer[] answers =
        [
            savepoint, new EndReport("stopped", 7, 100, savepoint), new EndReport("cancelled", 0, 0, null),
            new RescaleReport(1, 3, 250, savepoint), new Refusal("no"),
        ];
        Assert.All(answers, answer => Assert.Equal(answer, ControlText.ReadAnswer(ControlText.Write(answer))));
        Assert.Equal(
            """{"v":1,"answer":{"kind":"savepoint","directory":"/sp","checkpoint":7,"milliseconds":12.5,"bytes":4096}}""",
            Encoding.UTF8.GetString(ControlText.Write(savepoint)));
    }

    [Theory]
    [InlineData("""{"v":1,"request":{"kind":"dance"}}""", "another version")]
    [InlineData("""{"v":2,"request":{"kind":"cancel"}}""", "version 2")]
    [InlineData("""{"v":1,"request":{"kind":"savepoint"}}""", "directory")]
    [InlineData("""{"v":1,"request":{"kind":"savepoint","directory":null}}""", "directory")]
    [InlineData("""{"v":1}""", "request")]
    [InlineData("GET / HTTP/1.1", "not understood")]
    [InlineData("null", "Nothing was said")]
    public void What_is_no_request_is_refused_with_what_to_do(string line, string words)
    {
        var error = Assert.Throws<FormatException>(() => ControlText.ReadRequest(Encoding.UTF8.GetBytes(line)));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_a_later_version_added_are_passed_over() => Assert.Equal(
        new StatusRequest(5), ControlText.ReadRequest("""{"v":1,"later":1,"request":{"sampleMilliseconds":5,"kind":"status","later":[]}}"""u8));
}
