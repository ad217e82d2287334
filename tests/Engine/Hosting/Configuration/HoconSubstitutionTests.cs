using Xunit;

namespace ActorStream.Tests.Engine.Hosting.Configuration;

public sealed class HoconSubstitutionTests
{
    [Fact]
    public void Reference_sees_the_final_value_wherever_it_stands() =>
        Hocon.Reads("a = ${b}\nb = 1\nb = 2\nc { d = ${c.e}, e = x }", "a=2", "b=2", "c:d=x", "c:e=x");

    [Fact]
    public void Reference_joins_with_text() =>
        Hocon.Reads("dir = /tmp\nsub = ${dir}/check of ${name} now\nname = me", "dir=/tmp", "name=me", "sub=/tmp/check of me now");

    [Fact]
    public void Reference_to_an_object_copies_it_and_merges() =>
        Hocon.Reads(
            "base { x = 1, y = 2 }\na = ${base} { y = 3 }\nb = ${base}\nb.x = 4\nc = { z = ${c.x} } ${base}",
            "base:x=1", "base:y=2", "a:x=1", "a:y=3", "b:x=4", "b:y=2", "c:x=1", "c:y=2", "c:z=1");

    [Fact]
    public void Field_of_a_joined_object_may_name_its_sibling() =>
        Hocon.Reads("base { x = 1 }\na = ${base} { y = ${a.x} }", "base:x=1", "a:x=1", "a:y=1");

    [Fact]
    public void Reference_descends_through_references() =>
        Hocon.Reads("a { b { c = 1 } }\nd = ${a}\ne = ${d.b.c}", "a:b:c=1", "d:b:c=1", "e=1");

    [Fact]
    public void Reference_to_itself_sees_the_value_before() =>
        Hocon.Reads("path = /bin\npath = ${path}\":/usr/bin\"\no { x = 1 }\no = ${o} { y = 2 }", "path=/bin:/usr/bin", "o:x=1", "o:y=2");

    [Fact]
    public void Fields_of_two_objects_may_refer_to_each_other() =>
        Hocon.Reads(
            "bar { a = ${foo.d}, b = 1 }\nbar.b = 3\nfoo { c = ${bar.b}, d = 2 }\nfoo.d = 4",
            "bar:a=4", "bar:b=3", "foo:c=3", "foo:d=4");

    [Fact]
    public void Optional_reference_to_nothing_leaves_no_trace() =>
        Hocon.Reads(
            "a = 1\na = ${?no}\nb = ${?no}\nc = x${?no}y\nd = [1, ${?no}, 2]\ne = ${?no} { f = 1 }",
            "a=1", "c=xy", "d:0=1", "d:1=2", "e:f=1");

    [Fact]
    public void Append_adds_to_a_list_or_starts_one() =>
        Hocon.Reads(
            "a = [1]\na += 2\na += ${x}\nb += [1, 2]\nc { d += 5 }\nx = 3",
            "a:0=1", "a:1=2", "a:2=3", "b:0:0=1", "b:0:1=2", "c:d:0=5", "x=3");

    [Fact]
    public void Environment_answers_for_what_the_text_does_not_set()
    {
        Environment.SetEnvironmentVariable("ACTORSTREAM_HOCON_TEST", "from outside");
        Hocon.Reads("a = ${ACTORSTREAM_HOCON_TEST}", "a=from outside");
        Hocon.Reads("ACTORSTREAM_HOCON_TEST = 1\na = ${ACTORSTREAM_HOCON_TEST}", "ACTORSTREAM_HOCON_TEST=1", "a=1");
    }

    [Fact]
    public void Hidden_reference_is_never_looked_up() => Hocon.Reads("a = ${no}\na = 1", "a=1");

    [Theory]
    [InlineData("x = 1\na = ${no.such}", 2, 5, "${no.such} is set neither")]
    [InlineData("a = ${a}", 1, 5, "refers to itself")]
    [InlineData("a = ${b}\nb = ${a}", 2, 5, "refers to itself")]
    [InlineData("a { b = ${a} }", 1, 9, "contains itself")]
    [InlineData("b = 1\na = ${b} { c = 2 }", 2, 5, "its target is none")]
    [InlineData("b = 1\na = ${b} [2]", 2, 5, "cannot be joined")]
    [InlineData("a = 1\na += 2", 2, 3, "'+=' needs a list")]
    [InlineData("a = 5\nb = ${a.c}", 2, 5, "${a.c} is set neither")]
    public void Errors_name_the_reference(string text, int line, int column, string words) => Hocon.Refuses(text, line, column, words);

    [Fact]
    public void Chain_of_references_without_end_is_an_error_and_no_crash()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"a{i} = ${{a{i + 1}}}\n")) + "a10000 = 1";
        Hocon.Refuses(text, 201, 8, "more than 200 deep");
    }
}
