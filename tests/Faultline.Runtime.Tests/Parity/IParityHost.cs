using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Runtime.Hosting;

namespace Faultline.Runtime.Tests.Parity;

/// <summary>A host of three probe nodes: simulated, or real.</summary>
internal interface IParityHost : IAsyncDisposable
{
    Task<Ending> AskAsync(NodeId node, Operation operation);

    /// <summary>Ends a node's process and starts it again.</summary>
    Task RestartAsync(NodeId node);

    /// <summary>Leaves no room on a node's disk.</summary>
    Task FillDiskAsync(NodeId node);

    /// <summary>Makes room again.</summary>
    Task EmptyDiskAsync(NodeId node);
}
