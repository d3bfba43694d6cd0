using Faultline.Model.Histories;
using Faultline.Model.Operations;
using Faultline.Workbench.Comparisons;

namespace Faultline.Workbench.Tests.Comparisons;

public sealed class SituationMeterTests
{
    private static readonly History Sample = new(
    [
        Entry(1, 2, new KvPut("k", "1")),
        Entry(3, 4, new KvGet("k")),
        Entry(5, 12, new KvPut("k", "2")),
        Entry(6, null, new KvPut("k", "3")),
        Entry(7, 13, new KvPut("k", "4"), OperationOutcome.Fail),
        Entry(11, 14, new KvGet("k")),
    ]);

    [Fact]
    public void What_was_answered_in_a_time_is_counted_and_what_failed_is_not()
    {
        Assert.Equal(2, SituationMeter.Answered(Sample, At(0), At(5)));
        Assert.Equal(1, SituationMeter.Answered(Sample, At(4), At(12)));
        Assert.Equal(2, SituationMeter.Answered(Sample, At(5), At(15)));
    }

    [Fact]
    public void The_longest_pause_is_between_answers_or_before_the_first_or_behind_the_last()
    {
        Assert.Equal(At(8), SituationMeter.Pause(Sample, At(0), At(16)));
        Assert.Equal(At(6), SituationMeter.Pause(Sample, At(6), At(16)));
        Assert.Equal(At(16), SituationMeter.Pause(Sample, At(13), At(30)));
        Assert.Equal(At(10), SituationMeter.Pause(History.Empty, At(5), At(15)));
    }

    [Fact]
    public void Back_is_when_the_last_who_waited_at_the_end_of_the_fault_had_an_answer()
    {
        // The one wanted at 5 is answered at 12; the one wanted at 11 did not wait yet, and the others never had an answer.
        Assert.Equal(At(2), SituationMeter.Back(Sample, At(10)));
        Assert.Null(SituationMeter.Back(Sample, At(20)));
    }

    [Fact]
    public void Reads_are_no_writes_and_a_percentile_is_one_of_the_times()
    {
        Assert.Equal([At(1), At(7)], SituationMeter.Writes(Sample).Order());
        TimeSpan[] hundred = [.. Enumerable.Range(0, 100).Select(static number => At(number))];
        Assert.Equal((At(50), At(99)), (SituationMeter.Percentile(hundred, 50), SituationMeter.Percentile(hundred, 99)));
        Assert.Null(SituationMeter.Percentile([], 50));
        Assert.Equal(At(7), SituationMeter.Percentile([At(7)], 99));
    }

    private static HistoryEntry Entry(int wanted, int? answered, Operation operation, OperationOutcome outcome = OperationOutcome.Ok) => new()
    {
        Process = wanted,
        Operation = operation,
        Scheduled = At(wanted),
        Invoked = new HistoryMoment(2 * wanted, At(wanted)),
        Completed = answered is { } time ? new HistoryMoment(100 + time, At(time)) : HistoryMoment.Never,
        Outcome = answered is null ? OperationOutcome.Info : outcome,
    };

    private static TimeSpan At(int seconds) => TimeSpan.FromSeconds(seconds);
}
