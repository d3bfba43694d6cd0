using Faultline.Runtime.Nodes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Faultline.Service;

/// <summary>Runs a node for as long as its host runs, and ends the host when the node ends.</summary>
/// <param name="server">The node, opened and not started; the service disposes it.</param>
/// <param name="lifetime">The host's life.</param>
public sealed class NodeService(NodeServer server, IHostApplicationLifetime lifetime) : BackgroundService, IHealthCheck
{
    /// <summary>What the node threw, where that ended it; else null.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(server.Ended.IsCompleted
            ? HealthCheckResult.Unhealthy("the node has ended")
            : HealthCheckResult.Healthy("the node runs"));

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        server.Start();
        await Task.WhenAny(server.Ended, server.StopAsked, Task.Delay(Timeout.Infinite, stoppingToken)).ConfigureAwait(false);
        Failure = server.Ended.Exception?.InnerException;
        lifetime.StopApplication();
    }
}
