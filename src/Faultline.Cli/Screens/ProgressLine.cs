using System.Diagnostics;
using System.Globalization;
using Faultline.Workbench.Campaigns;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Shrinking;

namespace Faultline.Cli.Screens;

/// <summary>One line on standard error that says how far the work is, where a person is watching.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainPause = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _live = !Console.IsErrorRedirected;
    private TimeSpan _shownAt = TimeSpan.MinValue;
    private int _width;
    private int _seeds;
    private int _notHeld;

    /// <summary>Shows how far a run is.</summary>
    public void Show(RunProgress progress)
    {
        var percent = 100m * progress.Virtual.Ticks / Math.Max(1, progress.Duration.Ticks);
        var time = $"{progress.Virtual:hh\\:mm\\:ss} of {progress.Duration:hh\\:mm\\:ss}";
        Show(string.Create(
            CultureInfo.InvariantCulture, $"{progress.Stage}: {time} ({percent:0}%), {progress.Events:N0} events"));
    }

    /// <summary>Shows how far the run at a rate is.</summary>
    public void Show(int rate, RunProgress progress) => Show(progress with { Stage = $"{rate}/s, {progress.Stage}" });

    /// <summary>Shows how far a campaign is.</summary>
    public void Show(SeedReport seed, int count)
    {
        _seeds++;
        if (seed.NotHeld.Count > 0) _notHeld++;
        Show(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed.Seed}: {_seeds:N0} of {count:N0} done, {_notHeld:N0} not held, {_watch.Elapsed.TotalSeconds:N0} s"));
    }

    /// <summary>Shows how far shrinking is.</summary>
    public void Show(ShrinkProgress progress) => Show(string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Pass}: {progress.Tries:N0} tried; left: {progress.Faults:N0} faults, {progress.Operations:N0} operations, "
        + $"{progress.Clients} clients, {progress.Nodes} nodes, {progress.Duration.TotalSeconds:N1} s"));

    /// <summary>Shows how many hashes were tried, of how many on average.</summary>
    public void Show(long hashes, double needed, TimeSpan elapsed)
    {
        lock (_watch)
        {
            Show(string.Create(
                CultureInfo.InvariantCulture,
                $"{hashes:N0} hashes of {needed:N0} on average, "
                + $"{hashes / elapsed.TotalSeconds / 1e6:N1} MH/s, {elapsed.TotalSeconds:N0} s"));
        }
    }

    /// <summary>Shows what is being done.</summary>
    public void ShowStage(string stage) => Show(stage);

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_live && _width > 0) Console.Error.Write("\r" + new string(' ', _width) + "\r");
    }

    private void Show(string text)
    {
        if (_shownAt != TimeSpan.MinValue && _watch.Elapsed - _shownAt < (_live ? Pause : PlainPause)) return;

        // Where nobody watches, short work stays silent.
        if (!_live && _watch.Elapsed < PlainPause) return;
        _shownAt = _watch.Elapsed;
        if (_live)
        {
            Console.Error.Write("\r" + text.PadRight(_width));
            _width = Math.Max(_width, text.Length);
        }
        else
        {
            Console.Error.WriteLine(text);
        }
    }
}
