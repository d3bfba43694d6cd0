using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Workbench.Checks;
using Faultline.Workbench.Tests.Repository;

namespace Faultline.Workbench.Tests.Checks;

public sealed class FileCheckTests : IDisposable
{
    private static readonly string Histories = Path.Combine(Checkout.Root, "tests/Faultline.Checking.Tests/Histories/porcupine");

    private readonly string _folder = Directory.CreateTempSubdirectory("faultline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_history_of_porcupine_has_the_verdict_that_its_readme_names()
    {
        var expected = new Dictionary<string, Verdict>();
        foreach (var line in File.ReadLines(Path.Combine(Histories, "README.md")))
        {
            foreach (var sentence in line.Split(". ").Where(static part => part.StartsWith("Expected ", StringComparison.Ordinal)))
            {
                var verdict = sentence.StartsWith("Expected NOT", StringComparison.Ordinal) ? Verdict.Broken : Verdict.Held;
                foreach (var name in sentence[(sentence.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimEnd('.').Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    expected[char.IsAsciiDigit(name[0]) ? $"jepsen/etcd_{name}.log" : $"kv/{name}.txt"] = verdict;
            }
        }

        Assert.Equal(72, expected.Count);
        Assert.Contains("kv/c10-bad.txt", expected.Keys);
        foreach (var (name, verdict) in expected)
        {
            var report = Check(Path.Combine(Histories, name));

            Assert.Equal((name, verdict), (name, report.Result.Verdict));
            Assert.Equal(name[0] == 'k' ? "text" : "cas-register", report.Model);
            Assert.Equal("linearizable", report.Consistency);
        }
    }

    [Theory]
    [InlineData("{:process 0 :type :invoke :f :enqueue :value 1}{:process 0 :type :ok :f :enqueue :value 1}{:process 0 :type :invoke :f :dequeue}{:process 0 :type :ok :f :dequeue :value 2}",
        "queue", "linearizable", Verdict.Broken)]
    [InlineData("{:process 0 :type :invoke :f :acquire}{:process 0 :type :ok :f :acquire}{:process 0 :type :invoke :f :release}{:process 0 :type :ok :f :release}",
        "mutex", "linearizable", Verdict.Held)]
    [InlineData("{:process 0 :type :invoke :f :transfer :value {:from a :to b :amount 3}}{:process 0 :type :ok :f :transfer :value {:from a :to b :amount 3}}"
        + "{:process 0 :type :invoke :f :read}{:process 0 :type :ok :f :read :value {a 3 b 4}}{:process 0 :type :invoke :f :read}{:process 0 :type :ok :f :read :value {a 3 b 5}}",
        "bank", "conservation", Verdict.Broken)]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:append x 1]]}{:process 0 :type :ok :f :txn :value [[:append x 1]]}"
        + "{:process 1 :type :invoke :f :txn :value [[:r x nil]]}{:process 1 :type :ok :f :txn :value [[:r x [1]]]}",
        "list-append", "strict-serializable", Verdict.Held)]
    [InlineData("w(1,7,10,1)\nr(1,7,20,2)\n", "rw-register", "strong-session-serializable", Verdict.Held)]
    public void What_a_file_holds_decides_what_it_is_held_against(string text, string model, string consistency, Verdict verdict)
    {
        var report = Check(Write(text));

        Assert.Equal((model, consistency, verdict), (report.Model, report.Consistency, report.Result.Verdict));
    }

    [Fact]
    public void A_weaker_promise_may_hold_where_the_strongest_does_not()
    {
        // A write that everyone but the second reader has seen: stale in real time, and fine in the order of each process.
        var file = Write("""
            {:process 0 :type :invoke :f :write :value 1}
            {:process 0 :type :ok :f :write :value 1}
            {:process 1 :type :invoke :f :read}
            {:process 1 :type :ok :f :read :value nil}
            """);

        Assert.Equal(Verdict.Broken, Check(file).Result.Verdict);
        foreach (var weaker in (string[])["sequential", "causal", "read-your-writes", "monotonic-reads", "monotonic-writes", "writes-follow-reads"])
            Assert.Equal((weaker, Verdict.Held), (weaker, Check(file, consistency: weaker).Result.Verdict));
    }

    [Fact]
    public void Every_level_of_isolation_can_be_asked_for()
    {
        var file = Write("{:process 0 :type :invoke :f :txn :value [[:append x 1]]}{:process 0 :type :ok :f :txn :value [[:append x 1]]}");

        foreach (var level in IsolationLevels.All)
            Assert.Equal(Verdict.Held, Check(file, consistency: IsolationLevels.NameOf(level)).Result.Verdict);
    }

    [Theory]
    [InlineData("{:process 0 :type :invoke :f :enqueue :value 1}", "stack", "`enqueue 1` is no operation on a stack: it holds enqueue, which fit --model queue")]
    [InlineData("{:process 0 :type :invoke :f :enqueue :value 1}\n\n{:process 1 :type :invoke :f :push :value 1}", null,
        "line 3: `push 1` is no operation on a queue: it holds enqueue, push, which fit no single model")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:r x nil]]}", null, "can be several things: say with --model which of list-append, rw-register it is")]
    [InlineData("{\"index\":0,\"time\":0,\"process\":0,\"type\":\"invoke\",\"op\":{\"f\":\"get\",\"key\":\"k\"}}\n{\"index\":1,\"time\":0,\"process\":0,\"type\":\"ok\",\"result\":{\"f\":\"done\"}}",
        "kv", "line 1: `get k` has a result of type Done, not KvResult")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:append x 1]]}\n{:process 1 :type :invoke :f :txn :value [[:append x 1]]}", null, "line 2")]
    public void What_does_not_fit_is_told_with_its_line_and_what_does(string text, string? model, string message)
    {
        var error = Assert.Throws<BadInputException>(() => Check(Write(text), model));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_time_limit_ends_the_reading_too()
    {
        var request = new CheckRequest(Path.Combine(Histories, "jepsen/etcd_003.log")) { TimeLimit = TimeSpan.FromTicks(1), Progress = static _ => Thread.Yield() };

        var report = FileCheck.Run(request, TestContext.Current.CancellationToken);

        Assert.Contains("the time limit of ", report.Result.Verdict == Verdict.Undecided ? report.Result.Detail : "", StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, "history");
        File.WriteAllText(path, text);
        return path;
    }

    private static CheckReport Check(string path, string? model = null, string? consistency = null) => FileCheck.Run(
        new CheckRequest(path) { Model = model, Consistency = consistency }, TestContext.Current.CancellationToken);
}
