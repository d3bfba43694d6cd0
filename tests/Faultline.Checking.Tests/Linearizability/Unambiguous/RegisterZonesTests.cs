using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Recording;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

public sealed class RegisterZonesTests
{
    [Fact]
    public void The_zones_of_a_register_agree_with_trying_every_order() =>
        new Agreement<string?>(new KeyValueModel()).Check(static choices => new ConcurrentRegister(choices), 100_000);

    [Fact]
    public void Two_values_of_which_each_must_come_first_are_proved_where_nobody_saw_what_there_was_at_the_start()
    {
        var recorder = new HistoryRecorder();
        var writeA = recorder.Invoke(1, new RegisterWrite("a"));
        var cas = recorder.Invoke(2, new RegisterCas("a", "c"));
        recorder.Invoke(3, new RegisterWrite("b")).Ok(RegisterResult.Done);
        var readA = recorder.Invoke(4, new RegisterRead());
        cas.Ok(RegisterResult.Done);
        var readB = recorder.Invoke(3, new RegisterRead());
        writeA.Ok(RegisterResult.Done);
        readA.Ok(new RegisterResult(true, "a"));
        readB.Ok(new RegisterResult(true, "b"));

        var found = LinearizabilityChecker.Check(
            recorder.ToHistory(), new RegisterModel(), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((Verdict.Broken, CheckMethod.Register), (found.Result.Verdict, found.ByPart[0].Method));
        Assert.False(BruteForce.IsLinearizable(new History(found.Result.Evidence), new RegisterModel()));
    }
}
