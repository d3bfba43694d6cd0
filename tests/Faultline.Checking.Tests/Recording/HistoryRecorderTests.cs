using Faultline.Checking.Recording;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Tests.Recording;

public sealed class HistoryRecorderTests
{
    private readonly HistoryRecorder _recorder = new();

    [Fact]
    public void A_history_says_what_was_asked_and_what_was_got_in_order()
    {
        var write = _recorder.Invoke(0, new RegisterWrite("1"));
        _recorder.Invoke(1, new RegisterRead()).Ok(new RegisterResult(true, null));
        write.Ok(RegisterResult.Done);
        _recorder.Invoke(0, new RegisterWrite("2")).Fail("refused");
        _recorder.Invoke(1, new RegisterWrite("3")).Unknown("timed out");

        var entries = _recorder.ToHistory().Entries;

        Assert.Equal(
            ["process 0: write 1 -> done", "process 1: read -> no value", "process 0: write 2 -> failed: refused", "process 1: write 3 -> unknown: timed out"],
            entries.Select(entry => entry.ToString()));
        Assert.Equal([(0L, 3L), (1, 2), (4, 5), (6, 7)], entries.Select(entry => (entry.Invoked.Index, entry.Completed.Index)));
        Assert.Equal(TimeSpan.FromMilliseconds(3), entries[0].Completed.Time);
    }

    [Fact]
    public void A_process_does_one_thing_at_a_time()
    {
        var write = _recorder.Invoke(0, new RegisterWrite("1"));

        var error = Assert.Throws<InvalidOperationException>(() => _recorder.Invoke(0, new RegisterRead()));
        write.Unknown();

        Assert.Contains("process 0 cannot start `read`: its `write 1` has no known outcome", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _recorder.Invoke(0, new RegisterRead()));
        Assert.Throws<InvalidOperationException>(() => write.Ok(RegisterResult.Done));
    }

    [Fact]
    public async Task Many_threads_write_down_one_history()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(process => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++) _recorder.Invoke(process, new CounterAdd(1)).Ok(Done.Instance);
        })));

        var entries = _recorder.ToHistory().Entries;

        Assert.Equal(4000, entries.Count);
        Assert.Equal(Enumerable.Range(0, 8000).Select(i => (long)i), entries.SelectMany<HistoryEntry, long>(e => [e.Invoked.Index, e.Completed.Index]).Order());
        Assert.Equal(entries.OrderBy(entry => entry.Invoked), entries);
        Assert.All(entries.GroupBy(entry => entry.Process), own =>
            Assert.All(own.Zip(own.Skip(1)), pair => Assert.True(pair.First.Completed < pair.Second.Invoked)));
    }
}
