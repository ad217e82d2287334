using Microsoft.Extensions.Configuration;
using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class HoconFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hocon");

    [Fact]
    public void Include_takes_the_place_of_its_line()
    {
        Write("inner.conf", "x = 1\ny = 2");
        var read = Read("x = 0\ninclude \"inner.conf\"\ny = 3\nsub { include \"inner\" }");
        Assert.Equal(("1", "3", "1", "2"), (read["x"], read["y"], read["sub:x"], read["sub:y"]));
    }

    [Fact]
    public void Included_reference_is_looked_up_beside_itself_then_from_the_root()
    {
        Write("inner.conf", "near = ${x}\nfar = ${outer}\nx = inner");
        var read = Read("x = root\nouter = o\nsub { include file(\"inner.conf\") }");
        Assert.Equal(("inner", "o"), (read["sub:near"], read["sub:far"]));
    }

    [Fact]
    public void Include_is_relative_to_the_file_that_has_it()
    {
        Write("deep/first.conf", "include \"second\"");
        Write("deep/second.json", """{ "found": true }""");
        Assert.Equal("true", Read("include \"deep/first.conf\"")["found"]);
    }

    [Fact]
    public void Missing_include_is_empty_unless_required()
    {
        Assert.Equal("1", Read("include \"no.conf\"\na = 1")["a"]);
        var error = Assert.Throws<HoconException>(() => Read("include required(file(\"no.conf\"))"));
        Assert.Contains("line 1, column 23: the required file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_of_itself_is_an_error()
    {
        Write("one.conf", "include \"two.conf\"");
        Write("two.conf", "\n  include \"one.conf\"");
        var error = Assert.Throws<HoconException>(() => Read("include \"one.conf\""));
        Assert.Contains("two.conf, line 2, column 11", error.Message, StringComparison.Ordinal);
        Assert.Contains("includes itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Include_of_a_url_is_refused()
    {
        var error = Assert.Throws<HoconException>(() => Read("include url(\"http://localhost/x\")"));
        Assert.Contains("include reads files only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_empty_only_if_optional()
    {
        var missing = Path.Combine(_directory.FullName, "missing.conf");
        Assert.Empty(new ConfigurationBuilder().AddHoconFile(missing, optional: true).Build().AsEnumerable());
        Assert.Throws<FileNotFoundException>(() => new ConfigurationBuilder().AddHoconFile(missing).Build());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private IConfigurationRoot Read(string text)
    {
        Write("main.conf", text);
        return new ConfigurationBuilder().AddHoconFile(Path.Combine(_directory.FullName, "main.conf")).Build();
    }
}
