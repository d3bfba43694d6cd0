using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Recording;
using Faultline.Model.Operations;

// Two writes overlap; one reader sees the new value, and a later one the old value again.
var history = new HistoryRecorder();
var first = history.Invoke(1, new RegisterWrite("3"));
first.Ok(RegisterResult.Done);
var second = history.Invoke(1, new RegisterWrite("4"));
history.Invoke(2, new RegisterRead()).Ok(new RegisterResult(true, "4"));
history.Invoke(3, new RegisterRead()).Ok(new RegisterResult(true, "3"));
second.Ok(RegisterResult.Done);

var found = LinearizabilityChecker.Check(history.ToHistory(), new RegisterModel());
Console.WriteLine($"{found.Result.Verdict}: {found.Result.Detail}");
