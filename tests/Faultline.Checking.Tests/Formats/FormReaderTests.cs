using Faultline.Checking.Formats;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Formats;

public sealed class FormReaderTests
{
    [Theory]
    [InlineData("""{:a 1, "b" [nil true false] }""", "{:a 1 b [nil true false]}")]
    [InlineData("#{1 2} (3 4)", "#{1 2}", "(3 4)")]
    [InlineData("""{:s "a\"\\\n\u0041"}""", "{:s a\"\\\nA}")]
    [InlineData("{:a #_ {:left out} 1} ; the rest is a comment\n{:b 2}", "{:a 1}", "{:b 2}")]
    [InlineData("[1 #_2] ", "1")]
    [InlineData("#_ 1 {:a 2} #_3", "{:a 2}")]
    [InlineData("{:t #inst \"2020\", :op #jepsen.history.Op{:x 1}}", "{:t #inst 2020 :op #jepsen.history.Op {:x 1}}")]
    [InlineData("{:n [12N -3 1.5M 1e9 +7 1/2 99999999999999999999]}", "{:n [12 -3 1.5M 1e9 7 1/2 99999999999999999999]}")]
    [InlineData("{:c [\\a \\newline \\space] :d ##NaN}", "{:c [a \n  ] :d ##NaN}")]
    public void Edn_is_read_form_by_form(string text, params string[] forms) =>
        Assert.Equal(forms, Read(text, isJson: false).Select(static form => form.ToString()));

    [Theory]
    [InlineData("""{"a": 1, "b": [null, true, "x\u0041"]} {"c":-2}""", "{a 1 b [nil true xA]}", "{c -2}")]
    [InlineData("""[{"a":1}, {"b":2}]""", "{a 1}", "{b 2}")]
    public void Json_is_read_form_by_form(string text, params string[] forms) =>
        Assert.Equal(forms, Read(text, isJson: true).Select(static form => form.ToString()));

    [Theory]
    [InlineData("{:a", false, 1, 4, "a } is missing")]
    [InlineData("{:a 1\n :b}", false, 2, 5, "a map has a key without a value")]
    [InlineData("[1\n2)", false, 2, 2, "here should be a ]")]
    [InlineData("\"abc", false, 1, 5, "a quotation mark is missing")]
    [InlineData("{:a \"\\q\"}", false, 1, 8, "there is no escape `q`")]
    [InlineData("[1] 2", false, 1, 5, "more text after the end")]
    [InlineData("{:a : }", false, 1, 6, "a keyword has no name")]
    [InlineData("""{"a" 1}""", true, 1, 6, "here should be a :")]
    [InlineData("""{"a":1 "b":2}""", true, 1, 8, "here should be a ,")]
    [InlineData("""{"a":yes}""", true, 1, 6, "`yes` is no value")]
    public void What_cannot_be_read_is_named_with_its_place(string text, bool isJson, int line, int column, string message)
    {
        var error = Assert.Throws<HistoryFormatException>(() => Read(text, isJson));

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_an_error_and_no_crash()
    {
        var error = Assert.Throws<HistoryFormatException>(() => Read("{:a " + new string('[', 100_000), isJson: false));

        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
    }

    private static List<Form> Read(string text, bool isJson) =>
        [.. new FormReader(new TextScanner(new StringReader(text)), isJson).ReadAll()];
}
