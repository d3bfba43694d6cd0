namespace Faultline.Cli.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Theory]
    [InlineData("run nothing", "there is no system \"nothing\": there are kv-paxos, paxos, kv-central, kv-async")]
    [InlineData("run kv-paxos --nodes 0", "0 nodes are not possible: kv-paxos runs with 1 to 99")]
    [InlineData("run kv-paxos --nodes 1000000", "1000000 nodes are not possible: kv-paxos runs with 1 to 99")]
    [InlineData("run kv-central --nodes 3", "3 nodes are not possible: kv-central has 1")]
    [InlineData("run kv-paxos --clients 0", "0 clients are not possible")]
    [InlineData("run kv-paxos --rate 0", "a rate of 0 is not possible")]
    [InlineData("run kv-paxos --rate 1000000", "at 1000000 operations a second has 300000000 operations")]
    [InlineData("run kv-paxos --for 0", "a run of 0s is not possible")]
    [InlineData("run kv-paxos --for soon", "--for cannot be \"soon\": write a number and us, ms, s, m or h")]
    [InlineData("run kv-paxos --for 99999999h", "--for cannot be \"99999999h\"")]
    [InlineData("run kv-paxos --faults floods", "--faults: there are no faults \"floods\"")]
    [InlineData("run kv-paxos --seed minus", "--seed")]
    [InlineData("run kv-paxos --seed -1", "--seed")]
    [InlineData("run kv-paxos --seeds 5..1", "the seeds 5..1 run backwards")]
    [InlineData("run kv-paxos --seeds 5", "\"5\" is no range of seeds")]
    [InlineData("run kv-paxos --seeds 1..9 --seed 3", "--seed and --seeds exclude each other")]
    [InlineData("run kv-paxos --seeds 1..9 --threads 0", "--threads cannot be 0")]
    [InlineData("run kv-paxos --set reads=never", "option reads cannot be \"never\": it is one of log, read-index, lease, local")]
    [InlineData("run kv-paxos --set speed=9", "there is no option speed")]
    [InlineData("run kv-paxos --set speed", "--set speed: write a name and a value")]
    [InlineData("run kv-paxos --set reads=lease --set lease=500", "option lease must be below option election-timeout")]
    [InlineData("run kv-paxos --set read-share=101", "option read-share must be 0 to 100")]
    [InlineData("run kv-paxos --latency 3ms..1ms", "--latency cannot be \"3ms..1ms\"")]
    [InlineData("run kv-paxos --service fast", "--service cannot be \"fast\": write a time such as 0.5ms")]
    [InlineData("run kv-paxos --service 1ms --inbox 0", "an inbox of 0 is not possible: give 1 or more")]
    [InlineData("run paxos --faults flood", "paxos cannot be flooded")]
    [InlineData("load kv-central", "--rates")]
    [InlineData("load kv-central --rates fast", "\"fast\" is no list of rates")]
    [InlineData("load kv-central --rates 50 --rate 50", "--rate")]
    [InlineData("load kv-central --rates 50 --seeds 1..2", "--seeds")]
    [InlineData("load kv-central --rates 50,0", "a rate of 0 is not possible")]
    [InlineData("run missing.yaml", "there is no file missing.yaml")]
    [InlineData("run kv-paxos --frobnicate", "--frobnicate")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("list nothing", "there is no system \"nothing\"")]
    [InlineData("replay missing.json", "there is no file missing.json")]
    [InlineData("check missing.jsonl", "there is no file missing.jsonl")]
    public void One_sentence_names_the_input(string arguments, string expected)
    {
        _faultline.Run(arguments.Split(' ')).IsBadInput(expected);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_faultline.Folder));
    }

    [Theory]
    [InlineData("system: kv-paxos\nnodes: many\n", "bad.yaml, line 2, column 8: nodes cannot be \"many\": write a whole number")]
    [InlineData("system: kv-paxos\nnoodles: 3\n", "bad.yaml, line 2, column 1: \"noodles\" has no meaning")]
    [InlineData("system: kv-paxos\nservice: fast\n", "bad.yaml, line 2, column 10: service cannot be \"fast\": write a time such as")]
    [InlineData("system: kv-paxos\ninbox: big\n", "bad.yaml, line 2, column 8: inbox cannot be \"big\": write a whole number")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: flood\n    start: 1s\n    end: 2s\n    node: c1\n    rate: 5\n", "c1 is no node: name the node that is flooded")]
    [InlineData("system: [kv-paxos\n", "bad.yaml, line")]
    [InlineData("just text", "bad.yaml is not a scenario")]
    [InlineData("nodes: 3\n", "bad.yaml needs an entry system")]
    [InlineData("system: kv-nothing\n", "bad.yaml, line 1, column 9: there is no system \"kv-nothing\"")]
    [InlineData("system: kv-paxos\nexpect: joy\n", "bad.yaml, line 2, column 9: expect cannot be \"joy\"")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: earthquake\n    start: 1s\n    end: 2s\n", "bad.yaml, line 3, column 5:")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: loss\n    start: 1s\n    end: 2s\n    chance: 150%\n", "bad.yaml, line 6, column 13:")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 1s\n    end: 2s\n    nodes: [n1, n9]\n", "fault 1 of the plan (crash) cannot happen: there is no n9")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 5s\n    end: 2s\n    nodes: [n1]\n", "fault 1 of the plan (crash) cannot happen: it ends before it starts")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 5s\n", "bad.yaml, line 3, column 5:")]
    public void A_bad_scenario_is_named_with_line_and_column(string text, string expected)
    {
        _faultline.Write("bad.yaml", text);

        _faultline.Run("run", "bad.yaml").IsBadInput(expected);

        Assert.Single(Directory.EnumerateFileSystemEntries(_faultline.Folder));
    }

    [Theory]
    [InlineData("{", "bad.json is not a run file at line 1, column")]
    [InlineData("{\n  \"format\": 3\n}", "bad.json is not a run file at line 2, column")]
    [InlineData("null", "bad.json holds null")]
    [InlineData("[]", "bad.json is not a run file")]
    public void A_bad_run_file_is_named_with_line_and_column(string text, string expected)
    {
        _faultline.Write("bad.json", text);

        _faultline.Run("replay", "bad.json").IsBadInput(expected);
    }

    [Fact]
    public void A_run_file_of_another_build_is_refused()
    {
        Assert.Equal(0, _faultline.Run("run", "kv-central", "--for", "20s", "--out", "run", "--json").ExitCode);
        var path = _faultline.PathOf("run", "run.json");
        var text = File.ReadAllText(path);
        var at = text.IndexOf("\"build\": \"", StringComparison.Ordinal);
        File.WriteAllText(path, text.Insert(at + "\"build\": \"".Length, "9"));

        _faultline.Run("replay", path).IsBadInput("only the same build repeats a run");
    }

    [Theory]
    [InlineData("{}", "bad.jsonl is not a history: line 1:")]
    [InlineData("{\"index\":0,\"time\":0,\"process\":0,\"type\":\"ok\"}", "bad.jsonl is not a history: line 1: process 0 has no operation open")]
    [InlineData("{\"index\":0,\"time\":0,\"process\":0,\"type\":\"invoke\",\"op\":{\"f\":\"propose\",\"instance\":0,\"value\":\"x\"}}", "only key-value operations can be checked")]
    public void A_bad_history_is_named_with_its_line(string text, string expected)
    {
        _faultline.Write("bad.jsonl", text);

        _faultline.Run("check", "bad.jsonl").IsBadInput(expected);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_named()
    {
        _faultline.Write("taken", "a file where the folder should be");

        _faultline.Run("run", "kv-central", "--for", "15s", "--out", "taken/here").IsBadInput("cannot be written");
    }
}
