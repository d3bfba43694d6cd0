using System.Globalization;
using System.Reflection;

namespace Faultline.Checking.Tests.Samples;

/// <summary>The samples of the checking library are run as they stand.</summary>
public sealed class SampleTests
{
    [Fact]
    public void A_history_written_by_hand_is_judged_with_the_reason() => Assert.Equal(
        "Broken: read by process 3 returned 3 at 0.006 s, but read by process 2 had returned 4 at 0.004 s already and nothing put 3 back\n",
        OutputOf("CheckHistory"));

    [Fact]
    public void A_dictionary_holds_under_real_threads_and_a_queue_with_a_race_does_not()
    {
        var output = OutputOf("CheckConcurrentCode");

        Assert.Contains("ConcurrentDictionary: Held: ", output, StringComparison.Ordinal);
        Assert.Contains("RacyQueue: Broken: ", output, StringComparison.Ordinal);
    }

    private static string OutputOf(string sample)
    {
        var console = Console.Out;
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Console.SetOut(output);
        try
        {
            var main = Assembly.Load(sample).EntryPoint!;
            Assert.True(main.Invoke(null, [Array.Empty<string>()]) is null or 0);
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }
}
