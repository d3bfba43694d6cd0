using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Linearizability;

public sealed class PorcupineTests
{
    private const string Linearizable = "002 005 025 031 038 045 048 051 053 067 076 080 087 098 101";

    private const string NotLinearizable =
        "003 009 010 011 013 014 015 016 017 019 020 023 026 028 029 030 032 033 035 036 039 040 041 042 046 "
            + "050 052 055 057 "
        + "058 059 060 061 063 064 065 066 069 070 072 074 077 079 081 083 084 088 089 090 091 093 096 097";

    [Fact]
    public void All_logs_of_the_selection_are_named()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Histories", "porcupine", "jepsen"));

        var named = (Linearizable + " " + NotLinearizable).Split(' ').Select(static number => $"etcd_{number}.log");

        Assert.Equal(named.Order(), files.Select(Path.GetFileName).Order());
        Assert.Equal(68, files.Length);
    }

    [Fact]
    public void Linearizable_logs_of_etcd_hold()
    {
        foreach (var number in Linearizable.Split(' '))
        {
            var history = PorcupineLogs.Etcd(number);

            Assert.Equal((number, Verdict.Held), (number, Check(history, true).Result.Verdict));
            Assert.Equal((number, Verdict.Held), (number, Check(history, false).Result.Verdict));
        }
    }

    [Fact]
    public void Other_logs_of_etcd_are_broken_and_a_few_operations_prove_it()
    {
        var (steps, largest, unexplained) = (0L, 0, 0);
        foreach (var number in NotLinearizable.Split(' '))
        {
            var history = PorcupineLogs.Etcd(number);
            var found = Check(history, true);

            Assert.Equal((number, Verdict.Broken), (number, found.Result.Verdict));
            Assert.Equal((number, Verdict.Broken), (number, Check(history, false).Result.Verdict));
            var again = Check(new History(found.Result.Evidence), true);
            Assert.Equal((number, Verdict.Broken), (number, again.Result.Verdict));
            TestContext.Current.TestOutputHelper?.WriteLine($"{number}: {found.Result.Evidence.Count}, "
                + $"{found.Result.Detail}");
            largest = Math.Max(largest, found.Result.Evidence.Count);
            steps = Math.Max(steps, found.Steps);
            if (found.Result.Detail.StartsWith("no order", StringComparison.Ordinal)) unexplained++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"steps {steps}, largest {largest}, unexplained {unexplained}");
        Assert.InRange(largest, 1, 25);
        Assert.InRange(steps, 1, 1_000_000);
    }

    [Theory]
    [InlineData("c01-ok", Verdict.Held)]
    [InlineData("c50-ok", Verdict.Held)]
    [InlineData("c01-bad", Verdict.Broken)]
    [InlineData("c10-bad", Verdict.Broken)]
    public void Logs_of_a_text_store_have_their_verdicts(string name, Verdict verdict)
    {
        var found = LinearizabilityChecker.Check(
            PorcupineLogs.Kv(name), new TextStoreModel(), SearchLimits.Default, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine($"{found.Steps} steps, {found.Result.Evidence.Count}, "
            + $"{found.Result.Detail}");
        Assert.Equal(verdict, found.Result.Verdict);
        Assert.Equal(verdict == Verdict.Broken, found.Result.Evidence.Count > 0);
        if (verdict == Verdict.Held) return;
        var again = LinearizabilityChecker.Check(
            new History(found.Result.Evidence),
            new TextStoreModel(),
            SearchLimits.Default,
            TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Broken, again.Result.Verdict);
    }

    private static LinearizabilityResult Check(History history, bool saysValues) => LinearizabilityChecker.Check<string?>(
        history, saysValues ? new RegisterModel() : new OpaqueModel<string?>(new RegisterModel()), SearchLimits.Default,
        TestContext.Current.CancellationToken);
}
