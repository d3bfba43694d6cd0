using System.Globalization;
using Microsoft.Playwright;

namespace Faultline.Browser.Tests;

/// <summary>A report in the browser, and all that it should not have done.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IPage _page;
    private readonly List<string> _complaints = [];

    public OpenPage(IPage page)
    {
        _page = page;
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"console: {message.Text}");
        page.PageError += (_, error) => Complain(true, $"script: {error}");
        page.Request += (_, request) => Complain(!request.Url.StartsWith("file://", StringComparison.Ordinal), $"request: {request.Url}");
    }

    public ILocator Diagram => _page.Locator(".diagram");

    public ILocator Detail => _page.Locator("#moment .detail");

    public ILocator Tip => _page.Locator(".tip");

    public IMouse Mouse => _page.Mouse;

    public Task GoAsync(string file) => _page.GotoAsync(new Uri(file).AbsoluteUri);

    public ILocator Find(string selector) => _page.Locator(selector);

    public Task<int> CountAsync(string selector) => _page.Locator(selector).CountAsync();

    /// <summary>Presses a key on the diagram.</summary>
    public async Task PressAsync(string key)
    {
        await Diagram.PressAsync(key);
        await DrawnAsync();
    }

    public async Task ClickAsync(string selector)
    {
        await _page.Locator(selector).First.ClickAsync();
        await DrawnAsync();
    }

    /// <summary>The piece of the trace that is shown, in ticks from its beginning.</summary>
    public async Task<(double From, double Until)> ViewAsync()
    {
        await DrawnAsync();
        return (await NumberAsync("data-from"), await NumberAsync("data-until"));
    }

    /// <summary>The view is drawn with the next frame of the browser.</summary>
    public Task DrawnAsync() => _page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    public void IsWithoutComplaint() => Assert.Empty(_complaints);

    public async ValueTask DisposeAsync() => await _page.Context.CloseAsync();

    private async Task<double> NumberAsync(string attribute) =>
        double.Parse((await Diagram.GetAttributeAsync(attribute))!, CultureInfo.InvariantCulture);

    private void Complain(bool isWrong, string complaint)
    {
        if (isWrong) _complaints.Add(complaint);
    }
}
