using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class HoconSyntaxTests
{
    [Fact]
    public void Json_is_read_as_it_is() =>
        Hocon.Reads("""{ "a": { "b": 1.5e+3, "c": [true, "x\n\u0041"] } }""", "a:b=1.5e+3", "a:c:0=true", "a:c:1=x\nA");

    [Fact]
    public void Root_braces_commas_and_separators_may_be_left_out() =>
        Hocon.Reads("a { b = 1, c : 2\n d = 3 }\ne = 4,\nf = [1\n2\n3,]", "a:b=1", "a:c=2", "a:d=3", "e=4", "f:0=1", "f:1=2", "f:2=3");

    [Fact]
    public void Comments_end_with_their_line() =>
        Hocon.Reads("# one\na = 1 // two\nb = \"# no // comment\" # three\n// four", "a=1", "b=# no // comment");

    [Fact]
    public void Dotted_keys_are_paths_and_quotes_keep_dots() =>
        Hocon.Reads("a.b.c = 1\na.b { d = 2 }\n\"x.y\".z = 3\nw v.u = 4", "a:b:c=1", "a:b:d=2", "x.y:z=3", "w v:u=4");

    [Fact]
    public void Unquoted_text_keeps_inner_blanks_only() =>
        Hocon.Reads("a =   one  two   \nb = 10 s\nc = 64KiB\nd = on \" quoted \" x", "a=one  two", "b=10 s", "c=64KiB", "d=on  quoted  x");

    [Fact]
    public void Triple_quotes_keep_lines_backslashes_and_quotes() =>
        Hocon.Reads("a = \"\"\"x\\n\n\"y\"\"\"\"\nb = 1", "a=x\\n\n\"y\"", "b=1");

    [Fact]
    public void Value_may_start_on_the_next_line() => Hocon.Reads("a =\n  1\nb\n{ c = 2 }", "a=1", "b:c=2");

    [Fact]
    public void Later_objects_merge_and_later_values_hide() =>
        Hocon.Reads(
            "a { x = 1, y = 2 }\na { y = 3 }\nb { x = 1 }\nb = 5\nb { y = 2 }\nc = [1, 2]\nc = [3]",
            "a:x=1", "a:y=3", "b:y=2", "c:0=3");

    [Fact]
    public void Null_hides_an_object_before_it() => Hocon.Reads("a { x = 1 }\na = null\na { y = 2 }", "a:y=2");

    [Fact]
    public void Lists_and_objects_side_by_side_are_joined() =>
        Hocon.Reads("a = [1] [2, 3]\nb = { x = 1 } { y = 2 }", "a:0=1", "a:1=2", "a:2=3", "b:x=1", "b:y=2");

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_are_blanks() => Hocon.Reads("\uFEFFa = 1\r\nb = x y\r\n", "a=1", "b=x y");

    [Theory]
    [InlineData("a = 1\nb", 2, 2, "expected '=', ':', '+=' or '{' after the key 'b', found the end of the text")]
    [InlineData("a {\n  b =\n}", 3, 1, "expected a value for 'a.b', found '}'")]
    [InlineData("a = 1 b = 2", 1, 9, "expected a new line or ',', found '='")]
    [InlineData("a = [1,,2]", 1, 8, "expected a value")]
    [InlineData("a = \"x\nb = 1", 1, 5, "no closing quote")]
    [InlineData("a = \"\"\"x\nb = 1", 1, 5, "no closing \"\"\"")]
    [InlineData("a = \"\\q\"", 1, 6, "is no escape")]
    [InlineData("a = \"\\u12g4\"", 1, 6, "four hexadecimal digits")]
    [InlineData("a = me@home", 1, 7, "'@' may stand only within quotes")]
    [InlineData("a = http://x", 1, 9, "found ':'")]
    [InlineData("a { b = 1", 1, 10, "expected ',', a new line or '}', found the end of the text")]
    [InlineData("a = 1 }", 1, 7, "found '}'")]
    [InlineData("a..b = 1", 1, 1, "empty name")]
    [InlineData("[1, 2]", 1, 1, "not a list")]
    [InlineData("a = ${b", 1, 8, "expected '}' after the path")]
    [InlineData("a = [1] { b = 2 }", 1, 5, "cannot be joined")]
    [InlineData("include = 1", 1, 9, "a file name in quotes after 'include'")]
    public void Errors_name_line_and_column(string text, int line, int column, string words) => Hocon.Refuses(text, line, column, words);

    [Fact]
    public void Nesting_without_end_is_an_error_and_no_crash() =>
        Hocon.Refuses("a = " + new string('[', 100_000), 1, 205, "nested more than 200 deep");
}
