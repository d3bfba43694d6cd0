using Faultline.Checking.Linearizability;
using Faultline.Checking.Recording;
using Faultline.Model.Operations;

// Two writes overlap; one reader sees the new value, and a later one the old value again.
var history = new HistoryRecorder();
var first = history.Invoke(1, new KvPut("k", "3"));
first.Ok(KvResult.Done);
var second = history.Invoke(1, new KvPut("k", "4"));
history.Invoke(2, new KvGet("k")).Ok(new KvResult(true, "4"));
history.Invoke(3, new KvGet("k")).Ok(new KvResult(true, "3"));
second.Ok(KvResult.Done);

var found = LinearizabilityChecker.Check(history.ToHistory(), new KeyValueModel());
Console.WriteLine($"{found.Result.Verdict}: {found.Result.Detail}");
