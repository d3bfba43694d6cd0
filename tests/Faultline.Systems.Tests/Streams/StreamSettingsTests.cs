namespace Faultline.Systems.Tests.Streams;

public sealed class StreamSettingsTests
{
    [Theory]
    [InlineData("mss", "0", "option mss must be 1 to 65536")]
    [InlineData("mss", "65537", "option mss must be 1 to 65536")]
    [InlineData("window", "999", "option window must be 1000 to 16777216")]
    [InlineData("rto", "0", "option rto must be 1 to 60000")]
    [InlineData("min-rto", "60001", "option min-rto must be 1 to 60000")]
    [InlineData("user-timeout", "0", "option user-timeout must be 1 to 3600000")]
    public void What_cannot_be_is_refused_in_one_sentence(string name, string value, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => StreamPair.Settings((name, value))).Message);
}
