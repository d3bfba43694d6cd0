using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Faultline.Chat.Tests;

/// <summary>Passes every post on to a server, and breaks the connection instead of passing the answer back: it was done, and nobody says so.</summary>
internal sealed class MuteServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private MuteServer(WebApplication app) => _app = app;

    public int Muted { get; private set; }

    public Uri Address => new(_app.Urls.First() + "/");

    public static async Task<MuteServer> StartAsync(Uri before)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new MuteServer(builder.Build());
        server._app.Run(context => server.MuteAsync(context, before));
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task MuteAsync(HttpContext context, Uri before)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(before, context.Request.GetEncodedPathAndQuery()));
        request.Content = new StreamContent(context.Request.Body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        Muted++;
        context.Abort();
    }
}
