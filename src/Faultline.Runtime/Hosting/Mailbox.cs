namespace Faultline.Runtime.Hosting;

/// <summary>What other threads have for a loop. Any thread posts; the loop alone takes, all at once.</summary>
internal sealed class Mailbox
{
    private readonly object _gate = new();
    private List<LoopEvent> _arrived = new(256);
    private bool _isWaiting;

    /// <summary>How many events wait.</summary>
    public int Count => Volatile.Read(ref _arrived).Count;

    public void Post(in LoopEvent item)
    {
        lock (_gate)
        {
            _arrived.Add(item);
            WakeUp();
        }
    }

    public void Post(IReadOnlyList<LoopEvent> items)
    {
        lock (_gate)
        {
            _arrived.AddRange(items);
            WakeUp();
        }
    }

    /// <summary>Waits until there is something, or for so long.</summary>
    /// <param name="emptied">A list without entries, which is used for what comes next.</param>
    /// <param name="longest">How long to wait; infinite is allowed.</param>
    /// <returns>What has come, possibly nothing; the caller's from now on.</returns>
    public List<LoopEvent> Take(List<LoopEvent> emptied, TimeSpan longest)
    {
        lock (_gate)
        {
            if (_arrived.Count == 0 && longest != TimeSpan.Zero)
            {
                _isWaiting = true;
                Monitor.Wait(_gate, longest);
                _isWaiting = false;
            }

            var taken = _arrived;
            _arrived = emptied;
            return taken;
        }
    }

    private void WakeUp()
    {
        if (_isWaiting) Monitor.Pulse(_gate);
    }
}
