using Faultline.Model.Nodes;

namespace Faultline.Runtime.Hosting;

/// <summary>Is told what happens on a loop, on its thread; the base does nothing.</summary>
internal class LoopWatch
{
    /// <summary>A node says something of itself.</summary>
    public virtual void OnEmitted(NodeId node, in NodeEvent nodeEvent)
    {
    }

    /// <summary>A turn of the loop is over.</summary>
    /// <param name="events">How many events it handled.</param>
    /// <param name="took">How long it took.</param>
    public virtual void OnTurn(int events, TimeSpan took)
    {
    }
}
