using CsCheck;
using Faultline.Checking.Tests.Linearizability;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Checking.Tests.Causal;

/// <summary>Small histories of a store with distinct values: any, so that most are illegal, and seen by replicas that lag.</summary>
internal static class SmallHistories
{
    private static readonly string[] Keys = ["x", "y"];

    public static Gen<History> Distinct(int most) => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[most - 2, most], Gen.Int[2, 3], Gen.Int[0, 3])
        .Select((seed, count, processes, legal) => Make(new Prng((ulong)seed), count, processes, isLegal: legal == 0));

    /// <summary>A history in lines such as <c>w x 1; r x 1</c>, one line a process; a read of 0 finds nothing.</summary>
    public static History Parse(params string[] processes)
    {
        var builder = new HistoryBuilder();
        var left = processes.Select(static line => new Queue<string>(line.Split(';', StringSplitOptions.TrimEntries))).ToArray();
        while (left.Any(static queue => queue.Count > 0))
        {
            for (var process = 0; process < left.Length; process++)
            {
                if (!left[process].TryDequeue(out var text)) continue;
                var word = text.Split(' ');
                if (word[0] == "w") builder.Put(process, word[2], word[1]);
                else builder.Get(process, word[2] == "0" ? null : word[2], word[1]);
            }
        }

        return builder.Build();
    }

    private static History Make(Prng random, int count, int processes, bool isLegal)
    {
        var builder = new HistoryBuilder();
        var isOver = new bool[processes];
        var written = new List<(string Key, string Value)>();
        var replicas = Enumerable.Range(0, processes).Select(_ => new Dictionary<string, string>()).ToArray();
        var delayed = new List<(int To, string Key, string Value)>();
        for (var i = 0; i < count; i++)
        {
            var process = random.Below(processes);
            if (isOver[process]) continue;
            while (delayed.Count > 0 && random.Below(2) == 0)
            {
                var (to, place, latest) = delayed[0];
                delayed.RemoveAt(0);
                replicas[to][place] = latest;
            }

            var key = Keys[random.Below(5) == 0 ? 1 : 0];
            if (random.Below(5) < 2 || written.Count < 2)
            {
                var value = $"{i + 1}";
                written.Add((key, value));
                replicas[process][key] = value;
                for (var to = 0; to < processes; to++)
                {
                    if (to != process) delayed.Add((to, key, value));
                }

                isOver[process] = random.Below(16) == 0;
                if (isOver[process]) builder.Invoke(process, new KvPut(key, value));
                else builder.Put(process, value, key);
                continue;
            }

            var seen = replicas[process].GetValueOrDefault(key);
            if (!isLegal && random.Below(8) > 0)
            {
                var values = written.Where(pair => pair.Key == key).Select(static pair => (string?)pair.Value).Append(null).ToList();
                seen = random.Below(40) == 0 ? $"{count + 7}" : values[random.Below(values.Count)];
            }

            builder.Get(process, seen, key);
        }

        return builder.Build();
    }
}
