using System.Globalization;
using Faultline.Reports.Checks;
using Faultline.Reports.Comparisons;
using Faultline.Reports.Document;
using Faultline.Reports.Loads;
using Faultline.Workbench.Checks;
using Faultline.Workbench.Comparisons;
using Faultline.Workbench.Loads;
using Faultline.Workbench.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Reports;

/// <summary>A run's report as one HTML page.</summary>
/// <remarks>
/// The page needs nothing else: no network, no other file, no script (a small one inside it only adds convenience). It is made from
/// the report alone: same report, same bytes, whatever the machine's culture or clock.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Writes the page. Nothing is written before the whole page has been rendered.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="output">Where to; its encoding must be UTF-8, which the page declares. It is not closed.</param>
    /// <param name="cancellation">Gives up before the page is written.</param>
    /// <returns>When the page is written.</returns>
    public static async Task RenderAsync(RunReport report, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var html = await Task.Run(() => RenderAsync<ReportDocument>(report), cancellation).ConfigureAwait(false);
        await output.WriteAsync(html.AsMemory(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the page of a load curve, in the same way.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="output">Where to; its encoding must be UTF-8, which the page declares. It is not closed.</param>
    /// <param name="cancellation">Gives up before the page is written.</param>
    /// <returns>When the page is written.</returns>
    public static async Task RenderAsync(LoadReport report, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var html = await Task.Run(() => RenderAsync<LoadDocument>(report), cancellation).ConfigureAwait(false);
        await output.WriteAsync(html.AsMemory(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the page of a check of a history, in the same way.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="output">Where to; its encoding must be UTF-8, which the page declares. It is not closed.</param>
    /// <param name="cancellation">Gives up before the page is written.</param>
    /// <returns>When the page is written.</returns>
    public static async Task RenderAsync(CheckReport report, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var html = await Task.Run(() => RenderAsync<CheckDocument>(report), cancellation).ConfigureAwait(false);
        await output.WriteAsync(html.AsMemory(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes the page of a comparison, in the same way.</summary>
    /// <param name="report">What to say.</param>
    /// <param name="output">Where to; its encoding must be UTF-8, which the page declares. It is not closed.</param>
    /// <param name="cancellation">Gives up before the page is written.</param>
    /// <returns>When the page is written.</returns>
    public static async Task RenderAsync(ComparisonReport report, TextWriter output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        var html = await Task.Run(() => RenderAsync<ComparisonDocument>(report), cancellation).ConfigureAwait(false);
        await output.WriteAsync(html.AsMemory(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Renders a page whose only parameter is its report.</summary>
    private static async Task<string> RenderAsync<TDocument>(object report) where TDocument : IComponent
    {
        // Flows with this asynchronous call only; the components' own numbers are formatted by Format and Svg.
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var services = new ServiceCollection().BuildServiceProvider();
        await using var servicesScope = services.ConfigureAwait(false);
        var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await using var rendererScope = renderer.ConfigureAwait(false);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Report"] = report });
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<TDocument>(parameters).ConfigureAwait(true);
            return page.ToHtmlString() + "\n";
        }).ConfigureAwait(false);
    }
}
