using System.Reflection;
using Microsoft.Playwright;

namespace Faultline.Browser.Tests;

/// <summary>The machine's own Chromium, driven by Playwright: no browser is downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Place => Places.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Place is not { } place) return;

        // The driver is used where the package lies: a copy would be 136 MB in the output.
        var package = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static entry => entry.Key == "PlaywrightPackage").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = place, Args = Arguments });
    }

    /// <summary>Opens a file in a page of its own, without network. Skips the test where there is no Chromium.</summary>
    public async Task<OpenPage> OpenAsync(string file, bool script = true)
    {
        Assert.SkipWhen(_browser is null, $"there is no Chromium at {string.Join(", ", Places)}: install it, on Debian with apt-get install chromium");
        var context = await _browser!.NewContextAsync(new() { Offline = true, JavaScriptEnabled = script, ViewportSize = new() { Width = 1200, Height = 900 } });
        var page = new OpenPage(await context.NewPageAsync());
        await page.GoAsync(file);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
