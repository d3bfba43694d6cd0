using System.Collections.Concurrent;
using System.Globalization;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Recording;
using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;

// The framework's dictionary, used by four threads at once, as a key-value store.
var dictionary = new ConcurrentDictionary<string, string>();
Show("ConcurrentDictionary", LinearizabilityChecker.Check(
    Record(threads: 4, operations: 20_000, (random, value) => UseDictionary(dictionary, random, value)), new KeyValueModel()));

// A queue that hands out the same value twice now and then: a few rounds are enough.
for (var round = 1; round <= 100; round++)
{
    var queue = new RacyQueue();
    var found = LinearizabilityChecker.Check(
        Record(threads: 4, operations: 1_000, (random, value) => UseQueue(queue, random, value)), new QueueModel());
    if (found.Result.Verdict == Faultline.Checking.Verdicts.Verdict.Held) continue;

    Show("RacyQueue", found);
    return 0;
}

Console.WriteLine("RacyQueue: the race did not show in 100 rounds");
return 1;

static (Operation, Func<OperationResult>) UseDictionary(ConcurrentDictionary<string, string> store, Prng random, string value)
{
    var key = "k" + random.Below(4).ToString(CultureInfo.InvariantCulture);
    switch (random.Below(4))
    {
        case 0:
            return (new KvGet(key), () => new KvResult(true, store.GetValueOrDefault(key)));
        case 1:
            var expected = store.GetValueOrDefault(key, "");
            return (new KvCas(key, expected, value), () => store.TryUpdate(key, value, expected) ? KvResult.Done : KvResult.Mismatch);
        case 2:
            return (new KvDelete(key), () =>
            {
                store.TryRemove(key, out _);
                return KvResult.Done;
            }
            );
        default:
            return (new KvPut(key, value), () =>
            {
                store[key] = value;
                return KvResult.Done;
            }
            );
    }
}

static (Operation, Func<OperationResult>) UseQueue(RacyQueue queue, Prng random, string value) => random.Below(2) == 0
    ? (new Dequeue(), () => new Taken(queue.Dequeue()))
    : (new Enqueue(value), () =>
    {
        queue.Enqueue(value);
        return Done.Instance;
    }
);

// Each thread is a process: it writes down what it is about to do, does it, and writes down what it got.
static History Record(int threads, int operations, Func<Prng, string, (Operation Operation, Func<OperationResult> Perform)> draw)
{
    var recorder = new HistoryRecorder(TimeProvider.System);
    using var start = new Barrier(threads);
    var all = Enumerable.Range(0, threads).Select(process => new Thread(() =>
    {
        var random = new Prng((ulong)process);
        start.SignalAndWait();
        for (var i = 0; i < operations / threads; i++)
        {
            var (operation, perform) = draw(random, string.Create(CultureInfo.InvariantCulture, $"{process}-{i}"));
            var call = recorder.Invoke(process, operation);
            call.Ok(perform());
        }
    })).ToList();
    all.ForEach(thread => thread.Start());
    all.ForEach(thread => thread.Join());
    return recorder.ToHistory();
}

static void Show(string name, LinearizabilityResult found)
{
    Console.WriteLine($"{name}: {found.Result.Verdict}: {found.Result.Detail}");
    foreach (var entry in found.Result.Evidence) Console.WriteLine($"  {entry}");
}
