using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Model.Tests.Histories;

public sealed class HistoryJsonTests
{
    private const string Invoke =
        """{"index":0,"time":0.5,"process":0,"type":"invoke","op":{"f":"put","key":"k1","value":"1"}}""";

    private const string EveryKind = """
        {"index":0,"time":0.5,"process":0,"type":"invoke","op":{"f":"put","key":"k1","value":"1"}}
        {"index":1,"time":0.6000001,"process":1,"type":"invoke","scheduled":0.25,"op":{"f":"get","key":"k1"}}
        {"index":2,"time":0.7,"process":0,"type":"ok","result":{"f":"kv","applied":true}}
        {"index":3,"time":0.7,"process":1,"type":"ok","result":{"f":"kv","applied":true,"value":"1"}}
        {"index":4,"time":1,"process":0,"type":"invoke","op":{"f":"cas","key":"k1","expected":"1","value":"2"}}
        {"index":6,"time":2,"process":0,"type":"fail","reason":"no leader"}
        {"index":7,"time":3,"process":0,"type":"invoke","op":{"f":"cas","key":"k1","value":"2"}}
        {"index":8,"time":4,"process":0,"type":"info","reason":"timed out"}
        {"index":9,"time":5,"process":2,"type":"invoke","op":{"f":"delete","key":"k1"}}
        {"index":10,"time":6,"process":3,"type":"invoke","op":{"f":"propose","instance":4,"value":"x"}}
        {"index":11,"time":7,"process":3,"type":"ok","result":{"f":"chosen","value":"y"}}

        """;

    [Fact]
    public void A_history_is_the_same_after_it_was_written_and_read()
    {
        var history = HistoryJson.Read(new StringReader(EveryKind));

        var text = Written(history);
        var again = HistoryJson.Read(new StringReader(text));

        Assert.Equal(EveryKind.Count(static unit => unit == '\n'), text.Count(static unit => unit == '\n'));
        Assert.Equal(history.Entries.Select(Everything), again.Entries.Select(Everything));
        Assert.Equal(text, Written(again));
    }

    [Fact]
    public void A_transfer_is_the_same_after_it_was_written_and_read()
    {
        const string text = """
            {"index":0,"time":1,"process":0,"type":"invoke","op":{"f":"transfer","id":7,"to":"n2","bytes":5000}}
            {"index":1,"time":2,"process":0,"type":"ok","result":{"f":"transferred","bytes":5000,"digest":"00000000000000ff"}}

            """;

        var history = HistoryJson.Read(new StringReader(text));

        Assert.Equal(text, Written(history));
        Assert.Equal("process 0: transfer 7 of 5000 bytes to n2 -> 5000 bytes with digest 00000000000000ff", history.Entries[0].ToString());
    }

    [Fact]
    public void A_line_has_only_what_there_is_to_say()
    {
        var entry = new HistoryEntry
        {
            Process = 3,
            Operation = new KvGet("k1"),
            Scheduled = TimeSpan.Zero,
            Invoked = new HistoryMoment(0, TimeSpan.FromTicks(1)),
        };

        Assert.Equal(
            """{"index":0,"time":0.0000001,"process":3,"type":"invoke","scheduled":0,"op":{"f":"get","key":"k1"}}"""
            + "\n",
            Written(new History([entry])));
    }

    [Fact]
    public void Each_line_says_what_happened_to_an_operation()
    {
        var entries = HistoryJson.Read(new StringReader(EveryKind)).Entries;

        Assert.Equal(
        [
            "process 0: put k1 = 1 -> done",
            "process 1: get k1 -> 1",
            "process 0: cas k1 from 1 to 2 -> failed: no leader",
            "process 0: cas k1 from nothing to 2 -> unknown: timed out",
            "process 2: delete k1 -> unknown: still open",
            "process 3: propose x in instance 4 -> chosen y",
        ], entries.Select(static entry => entry.ToString()));
        Assert.Equal(new HistoryMoment(1, TimeSpan.FromTicks(6_000_001)), entries[1].Invoked);
        Assert.Equal(TimeSpan.FromSeconds(0.25), entries[1].Scheduled);
        Assert.Equal(entries[0].Invoked.Time, entries[0].Scheduled);
        Assert.Equal(HistoryMoment.Never, entries[4].Completed);
        Assert.Equal(8, entries[3].Completed.Index);
    }

    [Fact]
    public void Blank_lines_are_passed_over_and_counted()
    {
        var error = Assert.Throws<HistoryFormatException>(() =>
            HistoryJson.Read(new StringReader($"\n{Invoke}\n  \n{Invoke}\n")));

        Assert.Equal(4, error.Line);
    }

    [Theory]
    [InlineData("""{"index":0,"time":1,"process":1,"type":"ok","result":{"f":"kv","applied":true}}""",
        "index 0 does not follow index 0: put the lines in the order in which things happened")]
    [InlineData("""{"index":1,"time":1,"process":1,"type":"ok","result":{"f":"kv","applied":true}}""",
        "process 1 has no operation open: a completion needs an invocation of its process before it")]
    [InlineData("""{"index":1,"time":1,"process":0,"type":"invoke","op":{"f":"get","key":"k1"}}""",
        "process 0 has an operation open already, since line 1: complete it first, or name another process")]
    [InlineData("""{"index":1,"time":1,"process":1,"type":"invoke"}""", "an invocation needs \"op\"")]
    [InlineData("""{"index":1,"time":1,"process":0,"type":"ok"}""", "a completion of type ok needs \"result\"")]
    [InlineData("""{"index":1,"time":1,"process":0,"type":"okay"}""", "type \"okay\" is not invoke, ok, fail or info")]
    [InlineData("""{"index":1,"time":-1,"process":0,"type":"fail"}""",
        "time -1 is not between 0 and 900,000,000,000 seconds")]
    [InlineData("null", "it is null")]
    public void A_line_that_cannot_be_is_named(string line, string message)
    {
        var error = Assert.Throws<HistoryFormatException>(() =>
            HistoryJson.Read(new StringReader(Invoke + "\n" + line)));

        Assert.Equal($"line 2: {message}", error.Message);
        Assert.Equal(2, error.Line);
    }

    [Theory]
    [InlineData("""{"index":2,"time":2,"process":0,"type":"ok","result":{"f":"kv","applied":true}}""", "process 0 has no operation open: a completion needs an invocation of its process before it")]
    [InlineData("""{"index":2,"time":2,"process":0,"type":"invoke","op":{"f":"get","key":"k1"}}""",
        "process 0 ended with an unknown outcome in line 2: let its client go on as a new process")]
    public void A_process_is_over_after_an_unknown_outcome(string line, string message)
    {
        var unknown = """{"index":1,"time":1,"process":0,"type":"info"}""";

        var error = Assert.Throws<HistoryFormatException>(() =>
            HistoryJson.Read(new StringReader($"{Invoke}\n{unknown}\n{line}")));

        Assert.Equal($"line 3: {message}", error.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"index":1,"time":1,"process":0}""")]
    [InlineData("""{"index":1,"time":1,"process":1,"type":"invoke","op":{"f":"fly"}}""")]
    [InlineData("""{"index":1,"time":1,"process":1,"type":"invoke","op":{"key":"k1"}}""")]
    public void A_line_that_is_not_the_right_json_is_named(string line)
    {
        var error = Assert.Throws<HistoryFormatException>(() =>
            HistoryJson.Read(new StringReader(Invoke + "\n" + line)));

        Assert.StartsWith("line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
        Assert.NotNull(error.InnerException);
    }

    private static object Everything(HistoryEntry entry) =>
        (entry.Process, entry.Operation, entry.Scheduled, entry.Invoked, entry.Completed, entry.Outcome, entry.Result,
            entry.Reason);

    private static string Written(History history)
    {
        using var output = new StringWriter();
        HistoryJson.Write(history, output);
        return output.ToString();
    }
}
