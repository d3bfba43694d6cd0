using System.Globalization;
using System.Text;
using Faultline.Checking.Formats;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Formats;

public sealed class HistoryFileTests
{
    private const string Log = "INFO  jepsen.util - 0\t:invoke\t:write\t3\nINFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]\n"
        + "INFO  jepsen.util - 0\t:ok\t:write\t3\nINFO  jepsen.util - 1\t:fail\t:cas\t[3 4]\nINFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
        + "INFO  jepsen.util - 0\t:fail\t:read\t:timed-out\nINFO  jepsen.util - 1\t:invoke\t:write\t5\nINFO  jepsen.util - 1\t:info\t:write\t:timed-out\n";

    [Theory]
    [InlineData("""{"index":0,"time":0,"process":0,"type":"invoke","op":{"f":"get","key":"k"}}""", "faultline")]
    [InlineData("""{"type":"invoke","f":"txn","value":[["append",3,1]],"process":0,"index":0}""", "elle-json")]
    [InlineData("""[{"type":"invoke","f":"txn","value":[["append",3,1]],"process":0,"index":0}]""", "elle-json")]
    [InlineData("; a comment\n{:process 0, :type :invoke, :f :read, :value nil}", "jepsen")]
    [InlineData("[{:process 0, :type :invoke, :f :read, :value nil}]", "jepsen")]
    [InlineData("({:process 0, :type :invoke, :f :read, :value nil})", "jepsen")]
    [InlineData("{:process 0, :type :invoke, :f :get, :key \"0\", :value nil}", "porcupine-kv")]
    [InlineData("INFO  jepsen.util - 1\t:invoke\t:read\tnil", "porcupine-etcd")]
    [InlineData("r(1,2,3,4)\nw(1,5,3,4)", "plume")]
    public void The_format_is_found_out_from_what_the_file_holds(string text, string format) => Assert.Equal(format, Read(text).Format);

    [Fact]
    public void An_etcd_log_says_what_failed_and_what_is_unknown() => Assert.Equal(
        [
            "process 0: write 3 -> done @1", "process 1: cas from 3 to 4 -> not equal @2", "process 0: read -> failed: timed-out @5",
            "process 1: write 5 -> unknown: timed-out @7",
        ],
        Read(Log).History.Entries.Select(static entry => $"{entry} @{entry.Line}"));

    [Fact]
    public void Operation_maps_leave_out_the_nemesis_and_keep_times_and_lines()
    {
        var file = Read("""
            {:process :nemesis, :type :info, :f :start, :value nil, :time 5, :index 0}
            {:process 0, :type :invoke, :f :write, :value 1, :time 1000, :index 1}
            {:process 0, :type :ok, :f :write, :value 1, :time 2000, :index 4}
            {:process 1, :type :invoke,
             :f :read, :value nil, :time 3000, :index 6}
            {:process 1, :type :info, :f :read, :value nil, :error :timed-out, :time 3100, :index 7}
            """);

        Assert.True(file.HasTimes);
        Assert.Equal(["process 0: write 1 -> done @2", "process 1: read -> unknown: timed-out @4"],
            file.History.Entries.Select(static entry => $"{entry} @{entry.Line}"));
        Assert.Equal(TimeSpan.FromTicks(20), file.History.Entries[0].Completed.Time);
    }

    [Theory]
    [InlineData("{:process 0 :type :invoke :f :write :value [x 1]} {:process 0 :type :ok :f :write :value [x 1]}", "kv", "put x = 1")]
    [InlineData("{:process 0 :type :invoke :f :cas :value [x [1 2]]} {:process 0 :type :ok :f :cas :value [x [1 2]]}", "kv", "cas x from 1 to 2")]
    [InlineData("{:process 0 :type :invoke :f :cas :value [1 2]} {:process 0 :type :ok :f :cas :value [1 2]}", "cas-register", "cas from 1 to 2")]
    [InlineData("{:process 0 :type :invoke :f :add :value 1} {:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value #{1}}", "set", "add 1")]
    [InlineData("{:process 0 :type :invoke :f :add :value 1} {:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value 1}", "counter", "add 1")]
    [InlineData("{:process 0 :type :invoke :f :transfer :value {:from a :to b :amount 3}}", "bank", "transfer 3 from a to b")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:w x 1] [:r y nil]]}", "rw-register", "[w x = 1, r y]")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:r y nil] [:append x 1]]}", "list-append", "[r y, append 1 to x]")]
    public void What_a_read_is_of_is_found_out_from_the_others(string text, string model, string first)
    {
        var file = Read(text);

        Assert.Equal((model, first), (file.Model, file.History.Entries[0].Operation.ToString()));
    }

    [Fact]
    public void Lists_may_hold_completions_without_invocations_and_processes()
    {
        var history = Read("""
            {:type :ok, :f :txn, :value [[:append :x 1] [:r :y nil]]}
            {:type :ok, :value [[:append :y 1] [:r :x [1]]]}
            {:type :fail, :value [[:append :y 2]]}
            """).History;

        Assert.Equal(3, history.Entries.Count);
        Assert.Equal(3, history.Entries.Select(static entry => entry.Process).Distinct().Count());
        Assert.All(history.Entries, entry => Assert.All(history.Entries, other => Assert.True(entry.Invoked < other.Completed)));
        var first = Assert.Single(history.Entries, static entry => entry.Line == 1);
        Assert.Empty(((TransactionResult)first.Result!).Steps[1].List!);
    }

    [Fact]
    public void Lists_that_grow_share_their_memory_and_others_keep_their_own()
    {
        var entries = Read("""
            {:type :ok, :value [[:r x [1 2]]]}
            {:type :ok, :value [[:r x [1 2 3]]]}
            {:type :ok, :value [[:r x [1 3]]]}
            {:type :ok, :value [[:r x [1]]]}
            {:type :ok, :value [[:append x 9]]}
            """).History.Entries;

        string[] read = [.. entries.Where(static entry => entry.Line < 5).OrderBy(static entry => entry.Line)
            .Select(static entry => string.Join(' ', ((TransactionResult)entry.Result!).Steps[0].List!))];
        Assert.Equal(["1 2", "1 2 3", "1 3", "1"], read);
    }

    [Fact]
    public void Sessions_of_plume_have_their_order_and_no_other()
    {
        var history = Read("w(1,7,10,1)\nr(1,0,20,2)\nw(2,8,10,1)\nw(1,9,20,-1)\n").History;

        Assert.False(history.HasRealTime);
        Assert.Equal(["process 0: [w 1 = 7, w 2 = 8] -> [w 1 = 7, w 2 = 8]", "process 1: [r 1] -> [r 1]", "process 1: [w 1 = 9] -> failed: aborted"],
            history.Entries.Select(static entry => entry.ToString()));
    }

    [Theory]
    [InlineData(" \n", "it is empty")]
    [InlineData("hello\nworld", "it begins with `hello`, as no format does that is known: name one of faultline, jepsen")]
    [InlineData("{:process 0 :type :ok :f :read :value 1}", "line 1: process 0 has no operation open")]
    [InlineData("{:process 0 :type :invoke :f :read}\n{:process 0 :type :invoke :f :read}", "line 2: process 0 has an operation open already, since line 1")]
    [InlineData("{:process 0 :type :invoke :f :read}\n{:process 0 :type :info :f :read}\n{:process 0 :type :invoke :f :read}",
        "line 3: process 0 ended with an unknown outcome in line 2")]
    [InlineData("{:process 0 :type :invoke :f :read :time 9000}\n{:process 0 :type :ok :f :read :value 1 :time 5000}",
        "line 2: time 0.000005 s is before 0.000009 s of line 1")]
    [InlineData("{:process 0 :type :invoke :f :read :index 4}\n{:process 0 :type :ok :f :read :value 1 :index 4}", "index 4 does not follow index 4")]
    [InlineData("{:process 0 :type :invoke :f :fly :value 1}", "line 1, column 1: `:fly` is no operation that is known: there are read, write")]
    [InlineData("{:process 0 :type :begin :f :read}", "the :type of an operation is invoke, ok, fail or info")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:append x]]}", "an append needs a value")]
    [InlineData("{:process 0 :type :invoke :f :txn :value [[:append x 1]]}\n{:process 0 :type :ok :f :txn :value [[:append x 2]]}",
        "line 2, column 1: this completion does not do what was asked in line 1")]
    [InlineData("{:process :nemesis :type :info :f :start}", "it holds no operation of a client")]
    [InlineData("INFO  jepsen.util - 0\t:invoke\t:write\t3\nwhat is this", "line 2: `what is this` is no line of an etcd log")]
    [InlineData("r(1,2,3,4)\nr(1,2,3)", "line 2: `r(1,2,3)` is no step")]
    public void A_mistake_is_named_with_its_line_and_what_to_do(string text, string message)
    {
        var error = Assert.Throws<HistoryFormatException>(() => Read(text));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_in_a_file_the_answer_is_a_history_or_one_sentence()
    {
        var random = new Prng(3);
        string[] samples =
        [
            Log, "{:process 0, :type :invoke, :f :txn, :value [[:append 1 2] [:r 3 nil]]}\n{:process 0, :type :ok, :f :txn, :value [[:append 1 2] [:r 3 [4]]]}",
            """{"type":"invoke","f":"txn","value":[["append",3,1]],"process":0,"index":0} {"type":"ok","f":"txn","value":[["append",3,1]],"process":0}""",
            "w(1,7,10,1)\nr(1,0,20,2)\n", "{:process 0, :type :invoke, :f :get, :key \"0\", :value nil}\n{:process 0, :type :ok, :f :get, :key \"0\", :value \"x\"}",
            """{"index":0,"time":0,"process":0,"type":"invoke","op":{"f":"txn","steps":[{"kind":"Append","key":"k","value":"1"}]}}""",
        ];
        var (read, refused) = (0, 0);
        for (var i = 0; i < 4_000; i++)
        {
            var text = new StringBuilder(random.Pick(samples));
            if (random.Below(3) == 0) text.Length = random.Below(text.Length + 1);
            for (var changes = random.Below(4); changes > 0 && text.Length > 0; changes--)
                text[random.Below(text.Length)] = random.Below(2) == 0 ? (char)random.Below(300) : text[random.Below(text.Length)];
            try
            {
                Read(text.ToString());
                read++;
            }
            catch (HistoryFormatException error)
            {
                refused++;
                Assert.DoesNotContain('\n', error.Message);
            }
        }

        Assert.InRange(read, 400, 3_600);
        Assert.InRange(refused, 400, 3_600);
    }

    [Fact]
    public void What_repeats_takes_memory_once()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"INFO  jepsen.util - 0\t:invoke\t:write\t{i % 5}\n");
            text.Append(CultureInfo.InvariantCulture, $"INFO  jepsen.util - 0\t:ok\t:write\t{i % 5}\n");
        }

        var entries = Read(text.ToString()).History.Entries;

        Assert.Equal(5, entries.Select(static entry => entry.Operation).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    private static HistoryFile Read(string text) =>
        HistoryFile.Read(new StringReader(text), cancellation: TestContext.Current.CancellationToken);
}
