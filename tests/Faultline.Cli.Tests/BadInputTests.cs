namespace Faultline.Cli.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly Faultline _faultline = new();

    public void Dispose() => _faultline.Dispose();

    [Theory]
    [InlineData("run nothing", "there is no system \"nothing\": there are kv-paxos, paxos, kv-central, kv-async, kv-pbft, streams, bitcoin")]
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
    [InlineData("run kv-paxos --faults partitoin", "--faults: there are no faults \"partitoin\": did you mean partition? there are all, none,")]
    [InlineData("run kv-paxos --faults missing.yaml", "there is no file missing.yaml")]
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
    [InlineData("run kv-paxos --service fast", "--service cannot be \"fast\": write a latency such as 1ms")]
    [InlineData("run kv-paxos --service 1ms --inbox 0", "an inbox of 0 is not possible: give 1 or more")]
    [InlineData("run paxos --faults flood", "paxos cannot be flooded")]
    [InlineData("load kv-central", "--rates")]
    [InlineData("load kv-central --rates fast", "\"fast\" is no list of rates")]
    [InlineData("load kv-central --rates 50 --rate 50", "--rate")]
    [InlineData("load kv-central --rates 50 --seeds 1..2", "--seeds")]
    [InlineData("load kv-central --rates 50,0", "a rate of 0 is not possible")]
    [InlineData("compare kv-paxos", "give 2 to 5 systems to compare, not 1")]
    [InlineData("compare kv-paxos kv-paxos", "kv-paxos stands there twice")]
    [InlineData("compare kv-paxos streams", "streams serves no keys and values")]
    [InlineData("compare kv-paxos nothing", "there is no system \"nothing\"")]
    [InlineData("compare kv-paxos kv-central --final often", "--final cannot be \"often\": write a share such as 0.1%")]
    [InlineData("compare kv-paxos kv-central --final 0%", "--final is a risk above 0% and below 100%")]
    [InlineData("compare kv-paxos kv-central --attacker 50%", "--attacker is a share of the hash rate from 0% to below 50%")]
    [InlineData("compare kv-paxos kv-central --faults floods", "--faults: there are no faults \"floods\"")]
    [InlineData("compare kv-paxos kv-central --nodes 0", "0 nodes are not possible")]
    [InlineData("compare kv-paxos kv-central --rate none", "--rate cannot be \"none\": write a number above 0")]
    [InlineData("compare kv-paxos kv-central --for soon", "--for cannot be \"soon\"")]
    [InlineData("compare kv-paxos kv-central --seeds 5..1", "the seeds 5..1 run backwards")]
    [InlineData("compare kv-paxos kv-central --seeds 1..5000", "1..5000 are more than 1000 seeds")]
    [InlineData("compare kv-paxos kv-central --html .", "--html cannot be \".\": give a file such as compare.html")]
    [InlineData("run missing.yaml", "there is no file missing.yaml")]
    [InlineData("run kv-paxos --frobnicate", "--frobnicate")]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("list nothing", "there is no system \"nothing\"")]
    [InlineData("replay missing.json", "there is no file missing.json")]
    [InlineData("check missing.jsonl", "there is no file missing.jsonl")]
    [InlineData("mine --header 00", "--header cannot have 2 digits: write 160 hexadecimal digits")]
    [InlineData("mine --bits easy", "--bits cannot be \"easy\": write up to 8 hexadecimal digits")]
    [InlineData("mine --bits ff123456", "--bits cannot be ff123456: that is no target")]
    [InlineData("mine --zeros 300", "--zeros cannot be 300: write a number from 0 to 224")]
    [InlineData("mine --zeros many", "--zeros")]
    [InlineData("mine --zeros 8 --bits 1d00ffff", "--bits and --zeros exclude each other")]
    [InlineData("mine --threads 0", "--threads cannot be 0")]
    [InlineData("mine --for never", "--for cannot be \"never\": write a number and us, ms, s, m or h")]
    [InlineData("run kv-paxos --real --seeds 1..2", "--real and --seeds exclude each other")]
    [InlineData("load", "--data faultline-cluster holds no cluster: start one with `faultline cluster up SYSTEM")]
    [InlineData("load --rate fast", "--rate cannot be \"fast\": write a number above 0")]
    [InlineData("load --mix get=much", "--mix cannot be \"get=much\": write shares of get, put, cas and delete")]
    [InlineData("load --mix get=0", "--mix cannot be \"get=0\": one share must be above 0")]
    [InlineData("load --rates 50", "--rates is for a simulated system")]
    [InlineData("load kv-central --rates 50 --mix get=1", "--mix has no meaning with a system")]
    [InlineData("load --clients 0", "--clients cannot be 0: give 1 to 10000")]
    [InlineData("load --for 0s", "--for cannot be \"0s\"")]
    [InlineData("kv get a", "--data faultline-cluster holds no cluster")]
    [InlineData("cluster status", "--data faultline-cluster holds no cluster")]
    [InlineData("cluster up", "--data faultline-cluster holds no cluster: name a system to start one")]
    [InlineData("cluster up nothing", "there is no system \"nothing\"")]
    [InlineData("cluster up kv-paxos --nodes 0", "0 nodes are not possible: kv-paxos runs with 1 to 99")]
    [InlineData("cluster up kv-paxos --port 0", "--port cannot be 0")]
    [InlineData("cluster up kv-paxos --set reads=never", "option reads cannot be \"never\"")]
    [InlineData("keys init keys --nodes 0", "--nodes cannot be 0: write a number from 1 to 10000")]
    [InlineData("keys init keys --days 0", "--days cannot be 0")]
    [InlineData("keys add keys n4", "there is no key keys/ca.key")]
    [InlineData("keys add keys nobody", "\"nobody\" is nobody who could have a certificate")]
    [InlineData("node --config missing.yaml", "there is no file missing.yaml")]
    public void One_sentence_names_the_input(string arguments, string expected)
    {
        _faultline.Run(arguments.Split(' ')).IsBadInput(expected);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_faultline.Folder));
    }

    [Theory]
    [InlineData("system: kv-paxos\nnodes: many\n", "bad.yaml, line 2, column 8: nodes cannot be \"many\": write a whole number")]
    [InlineData("system: kv-paxos\nnoodles: 3\n", "bad.yaml, line 2, column 1: \"noodles\" has no meaning")]
    [InlineData("system: kv-paxos\nservice: fast\n", "bad.yaml, line 2, column 10: service cannot be \"fast\": write a latency such as")]
    [InlineData("system: kv-paxos\ninbox: big\n", "bad.yaml, line 2, column 8: inbox cannot be \"big\": write a whole number")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: flood\n    start: 1s\n    end: 2s\n    node: c1\n    rate: 5\n", "c1 is no node: name the node that is flooded")]
    [InlineData("system: [kv-paxos\n", "bad.yaml, line")]
    [InlineData("just text", "bad.yaml is not a scenario")]
    [InlineData("nodes: 3\n", "bad.yaml needs an entry system")]
    [InlineData("system: kv-nothing\n", "bad.yaml, line 1, column 9: there is no system \"kv-nothing\"")]
    [InlineData("system: kv-paxos\nexpect: joy\n", "bad.yaml, line 2, column 9: expect cannot be \"joy\"")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: earthquake\n    start: 1s\n    end: 2s\n", "bad.yaml, line 3, column 11: there are no faults \"earthquake\"")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: powerloss\n", "bad.yaml, line 3, column 11: there are no faults \"powerloss\": did you mean power-loss?")]
    [InlineData("system: kv-paxos\nfaults:\n  - start: 1s\n", "bad.yaml, line 3, column 5: this fault needs a kind")]
    [InlineData("system: kv-paxos\nfaults:\n  - crash\n", "bad.yaml, line 3, column 5: a fault must be a mapping")]
    [InlineData("system: kv-paxos\nfaults: los\n", "bad.yaml, line 2, column 9: there are no faults \"los\": did you mean loss?")]
    [InlineData("system: kv-paxos\nfaults: {profile: none, quiet: 3s}\n", "bad.yaml, line 2, column 25: \"quiet\" has no meaning: there are swarm, profile")]
    [InlineData("system: kv-paxos\nfaults: {swarm: maybe, profile: all}\n", "bad.yaml, line 2, column 17: swarm cannot be \"maybe\": write true or false")]
    [InlineData("system: kv-paxos\nfaults: {kinds: {crash: {pause: 0s}}}\n", "bad.yaml, line 2, column 17: pause of crash cannot be 0s")]
    [InlineData("system: kv-paxos\nnodes: 3\nnodes: 5\n", "bad.yaml, line 3, column 1: nodes stands there twice")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: loss\n    start: 1s\n    end: 2s\n    chance: 150%\n", "bad.yaml, line 6, column 13:")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 1s\n    end: 2s\n    nodes: [n1, n9]\n",
        "bad.yaml, line 3, column 5: fault 1 of the plan (crash) cannot happen: there is no n9")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: crash, start: 5s, end: 9s, nodes: [n1, n2]}\n  - {kind: crash, start: 1s, end: 6s, nodes: [n2]}\n",
        "bad.yaml, line 3, column 5: fault 1 of the plan (crash) cannot happen: fault 2 of the plan (crash) in line 4 strikes n2 until 6s")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: loss, start: 5s, end: 9s, chance: 5%}\n  - {kind: loss, start: 6s, end: 7s, chance: 9%}\n",
        "bad.yaml, line 4, column 5: fault 2 of the plan (loss) cannot happen: fault 1 of the plan (loss) in line 3 strikes all links until 9s")]
    [InlineData("system: kv-paxos\nfor: 30s\nfaults:\n  - {kind: crash, start: 5s, end: 31s, nodes: [n1]}\n",
        "bad.yaml, line 4, column 5: fault 1 of the plan (crash) cannot happen: it ends at 31s, after the run's end at 30s")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: crash, start: -5s, end: 2s, nodes: [n1]}\n", "bad.yaml, line 3, column 5: fault 1 of the plan (crash) cannot happen: it starts before the run")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: crash, start: 1s, end: 2s, nodes: [n1], colour: red}\n",
        "bad.yaml, line 3, column 52: \"colour\" has no meaning: there are kind, start, end, nodes")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: crash, start: 1s, end: 2s}\n", "bad.yaml, line 3, column 5: this crash needs an entry nodes")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: crash, start: 1s, start: 2s, end: 3s, nodes: [n1]}\n", "bad.yaml, line 3, column 30: start stands there twice")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: silent, start: 1s, end: 3s, nodes: [c1]}\n",
        "bad.yaml, line 3, column 5: fault 1 of the plan (silent) cannot happen: c1 is a client, and only nodes lie")]
    [InlineData("system: kv-paxos\nfaults:\n  - {kind: alter, start: 1s, end: 3s, nodes: [n1], chance: 0%}\n",
        "fault 1 of the plan (alter) cannot happen: a chance of 0% is not above 0% and at most 100%")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 5s\n    end: 2s\n    nodes: [n1]\n", "fault 1 of the plan (crash) cannot happen: it ends before it starts")]
    [InlineData("system: kv-paxos\nfaults:\n  - kind: crash\n    start: 5s\n", "bad.yaml, line 3, column 5:")]
    public void A_bad_scenario_is_named_with_line_and_column(string text, string expected)
    {
        _faultline.Write("bad.yaml", text);

        _faultline.Run("run", "bad.yaml").IsBadInput(expected);

        Assert.Single(Directory.EnumerateFileSystemEntries(_faultline.Folder));
    }

    [Theory]
    [InlineData("kinds: {los: {pause: 3s}}\n", "bad.yaml, line 1, column 9: there are no faults \"los\": did you mean loss?")]
    [InlineData("kinds: {loss: {paws: 3s}}\n", "bad.yaml, line 1, column 16: \"paws\" has no meaning: there are pause, shortest, longest")]
    [InlineData("kinds: {loss: {pause: soon}}\n", "bad.yaml, line 1, column 23: this is no rate: \"soon\" is not a duration")]
    [InlineData("kinds: {loss: {pause: -3s}}\n", "bad.yaml, line 1, column 8: pause of loss cannot be -3s: give 1ms to 8784h")]
    [InlineData("kinds: {loss: {shortest: 5s, longest: 4s}}\n", "bad.yaml, line 1, column 8: longest of loss is 4s, which is below shortest, 5s")]
    [InlineData("kinds: {loss: , loss: }\n", "bad.yaml, line 1, column 17: loss stands there twice")]
    [InlineData("kinds: {}\n", "bad.yaml, line 1, column 8: a profile needs at least one kind of fault")]
    [InlineData("kinds: {loss: }\nquiet: -1s\n", "quiet cannot be -1s: give 0s to 8784h")]
    [InlineData("kinds: {loss: }\nsystem: kv-paxos\n", "bad.yaml, line 2, column 1: \"system\" has no meaning: there are summary, calm, quiet, kinds")]
    [InlineData("just text", "bad.yaml is not a profile or a plan: it must be one mapping, with `kinds` or with `faults`")]
    [InlineData("summary: nothing\n", "bad.yaml, line 1, column 1: a profile needs kinds of fault")]
    [InlineData("faults: all\n", "bad.yaml, line 1, column 9: faults must be a list of faults here")]
    [InlineData("faults:\n  - {kind: crash, start: 5s, end: 999s, nodes: [n1]}\n",
        "bad.yaml, line 2, column 5: fault 1 of the plan (crash) cannot happen: it ends at 999s, after the run's end at 300s")]
    public void A_bad_profile_or_plan_is_named_with_line_and_column(string text, string expected)
    {
        _faultline.Write("bad.yaml", text);

        _faultline.Run("run", "kv-paxos", "--faults", "bad.yaml").IsBadInput(expected);
    }

    [Fact]
    public void Faults_that_are_listed_are_not_drawn()
    {
        _faultline.Write("plan.yaml", "faults:\n  - {kind: crash, start: 5s, end: 9s, nodes: [n1]}\n");
        _faultline.Write("scenario.yaml", "system: kv-paxos\nfaults: {profile: plan.yaml}\n");

        _faultline.Run("run", "kv-paxos", "--faults", "plan.yaml", "--seeds", "1..3").IsBadInput("--seeds draws each seed's own faults, and these faults are listed");
        _faultline.Run("run", "kv-paxos", "--faults", "plan.yaml", "--swarm").IsBadInput("--swarm chooses among kinds of fault, and these faults are listed");
        _faultline.Run("run", "scenario.yaml").IsBadInput("scenario.yaml, line 2, column 19: plan.yaml lists faults and is no profile");
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
    [InlineData("{}", "bad.jsonl is not a history that can be checked: line 1, column 1: the :type of an operation is invoke, ok, fail or info")]
    [InlineData("{\"index\":0,\"time\":0,\"process\":0,\"type\":\"ok\"}", "bad.jsonl is not a history that can be checked: line 1: process 0 has no operation open")]
    [InlineData("{\"index\":0,\"time\":0,\"process\":0,\"type\":\"invoke\",\"op\":{\"f\":\"propose\",\"instance\":0,\"value\":\"x\"}}", "`propose x in instance 0` is no operation on a register")]
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
