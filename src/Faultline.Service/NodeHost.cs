using System.Net;
using Faultline.Model.Systems;
using Faultline.Runtime;
using Faultline.Runtime.Nodes;
using Faultline.Runtime.Tunnels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Faultline.Service;

/// <summary>
/// One node as a process of its own: log on standard output, health and metrics over HTTP, stopped by a signal or an operator.
/// </summary>
public static partial class NodeHost
{
    /// <summary>The path under which the node says whether it is well.</summary>
    public const string HealthPath = "/health";

    /// <summary>The path under which Prometheus finds the metrics.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>Runs a node until it is told to stop.</summary>
    /// <param name="config">The node.</param>
    /// <param name="system">Its system.</param>
    /// <param name="options">What surrounds the node.</param>
    /// <param name="cancellation">Stops it gracefully.</param>
    /// <returns>Whether it ended as it was told; false where the node failed, which is in the log.</returns>
    /// <exception cref="SetupException">Something is not as it must be; nothing was changed.</exception>
    public static async Task<bool> RunAsync(
        NodeConfig config, SystemDefinition system, NodeHostOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(options);
        using var logs = LoggerFactory.Create(Configure);
        var log = logs.CreateLogger(config.Node.ToString());
        var others = config.Nodes.Where(node => node.Key != config.Node).ToDictionary();
        await using var tunnels = options.Ssh is { } ssh ? SshTunnels.Open(ssh, others, log) : null;
        if (tunnels is not null) config = config with { Ways = tunnels.Ways };
        var server = NodeServer.Open(config, system, log, options.Emitted);
        var app = Build(server, options.Metrics);
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync(cancellation).ConfigureAwait(false);
            }
            catch (IOException error)
            {
                await server.DisposeAsync().ConfigureAwait(false);
                var why = error.Message.TrimEnd('.');
                throw new SetupException($"cannot show metrics on {options.Metrics}: {why}; name another port", error);
            }

            LogStarted(log, system.Name, config.Data);
            await app.WaitForShutdownAsync(cancellation).ConfigureAwait(false);
            var failure = app.Services.GetRequiredService<NodeService>().Failure;
            if (failure is not null) LogFailed(log, failure);
            else LogStopped(log);
            return failure is null;
        }
    }

    private static WebApplication Build(NodeServer server, IPEndPoint? metrics)
    {
        // Empty: the usual builders watch the working directory for changed settings, and a busy journal in it keeps them busy.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Configure(builder.Logging);
        builder.Services.AddSingleton(server);
        builder.Services.AddSingleton<NodeService>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<NodeService>());
        if (metrics is null)
        {
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
            return builder.Build();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(metrics));
        builder.Services.AddRouting();
        builder.Services.AddHealthChecks().AddCheck<NodeService>("node");
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("faultline"))
            .WithMetrics(static meters => meters.AddMeter(NodeServer.MeterName).AddPrometheusExporter());
        var app = builder.Build();
        app.MapHealthChecks(HealthPath);
        app.MapPrometheusScrapingEndpoint(MetricsPath);
        return app;
    }

    private static void Configure(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(static console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.ColorBehavior = Microsoft.Extensions.Logging.Console.LoggerColorBehavior.Disabled;
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }

    [LoggerMessage(10, LogLevel.Information, "runs {System} with its data in {Data}")]
    private static partial void LogStarted(ILogger log, string system, string data);

    [LoggerMessage(11, LogLevel.Information, "stopped")]
    private static partial void LogStopped(ILogger log);

    [LoggerMessage(12, LogLevel.Critical, "the node has failed and ends: what it has made durable is there when it starts again")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
