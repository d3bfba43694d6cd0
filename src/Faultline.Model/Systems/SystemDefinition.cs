using Faultline.Model.Messages;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;

namespace Faultline.Model.Systems;

/// <summary>A distributed system as the workbench sees it: its nodes, its clients, its workload and what it promises.</summary>
public abstract class SystemDefinition
{
    /// <summary>The name that users type, such as <c>kv-paxos</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in one sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>Where it comes from: a paper, or "baseline".</summary>
    public abstract string Source { get; }

    /// <summary>How many nodes a run has where the user says nothing.</summary>
    public virtual int DefaultNodes => 5;

    /// <summary>The fewest nodes that it works with.</summary>
    public virtual int LeastNodes => 1;

    /// <summary>The most nodes that it works with.</summary>
    public virtual int MostNodes => 99;

    /// <summary>Operations per second of the whole workload where the user says nothing.</summary>
    public virtual decimal DefaultRate => 100;

    /// <summary>Virtual time that a run lasts where the user says nothing. Default: five minutes.</summary>
    public virtual TimeSpan DefaultDuration => TimeSpan.FromMinutes(5);

    /// <summary>
    /// How many times as long as usual drawn faults last, and the pauses between them: a system that answers within hours does not notice
    /// what is over in seconds. Default: 1.
    /// </summary>
    public virtual int FaultTimeScale => 1;

    /// <summary>Whether anyone may join while it runs, without the others having been told of them. Default: false.</summary>
    public virtual bool IsOpen => false;

    /// <summary>
    /// Options that a real cluster has otherwise where the user says nothing: the defaults suit simulated runs, which are to meet rare
    /// paths often. Default: none.
    /// </summary>
    public virtual IReadOnlyDictionary<string, string> RealDefaults => new Dictionary<string, string>();

    /// <summary>Its settings.</summary>
    public virtual IReadOnlyList<SystemOption> Options => [];

    /// <summary>What it promises with these options.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>The promises, each of which a run checks.</returns>
    public abstract IReadOnlyList<Promise> Promises(Cluster cluster);

    /// <summary>How much may go wrong before its promises are void.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>The tolerance; by default no lying node and no damaged disk.</returns>
    public virtual FaultTolerance Tolerates(Cluster cluster) => new();

    /// <summary>
    /// How many hashes its nodes compute a second only so that they agree, whatever they are asked: what a proof of work burns.
    /// </summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>The hashes a second of all nodes together; by default none.</returns>
    public virtual double HashesPerSecond(Cluster cluster) => 0;

    /// <summary>What part of these hashes one node computes.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="node">Which node.</param>
    /// <returns>0 to 1; by default none.</returns>
    public virtual double HashShareOf(Cluster cluster, NodeId node) => 0;

    /// <summary>
    /// Whether every message proves who sent it, by a signature or by a channel that belongs to two alone, so that a receiver rejects one
    /// under another's name. Default: false.
    /// </summary>
    public virtual bool SignsMessages => false;

    /// <summary>
    /// Signs a message anew in the name of a node that lies: what was altered in it is then said with the liar's own valid signature. What
    /// others signed inside it stays as it is, since a liar has its own keys and no others.
    /// </summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="self">The liar.</param>
    /// <param name="altered">A message of the liar's in which something was changed.</param>
    /// <returns>The message with the liar's signature; by default the message itself, for systems without signatures in it.</returns>
    public virtual Message Seal(Cluster cluster, NodeId self, Message altered) => altered;

    /// <summary>
    /// What a disk holds before a node's first start. A node that later finds nothing there knows by this that its disk is another one.
    /// </summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="self">Which node or client.</param>
    /// <returns>The files; by default none.</returns>
    public virtual IReadOnlyList<InitialFile> Format(Cluster cluster, NodeId self) => [];

    /// <summary>Its messages as bytes.</summary>
    public abstract MessageCodec Codec { get; }

    /// <summary>Whether clients may send a message to nodes; the rest is for nodes among themselves. Default: all.</summary>
    /// <param name="message">A message that the codec knows.</param>
    /// <returns>Whether they may. A real host drops the others.</returns>
    public virtual bool IsForClients(Message message) => true;

    /// <summary>A node at its start or restart.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="self">Which node.</param>
    /// <returns>A new node.</returns>
    public abstract Node CreateNode(Cluster cluster, NodeId self);

    /// <summary>A client, which takes the users' operations and talks to the nodes.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <param name="self">Which client.</param>
    /// <returns>A new client, or null where users talk to the nodes themselves: client k to node k, and round again.</returns>
    public abstract Node? CreateClient(Cluster cluster, NodeId self);

    /// <summary>
    /// A request of a flood: one that any client could send, that costs a node as much as others, and that changes nothing for the users.
    /// </summary>
    /// <param name="number">The request's number, from 1; no other of the run has it.</param>
    /// <returns>The request, or null where the system knows none and cannot be flooded. Default: null.</returns>
    public virtual Message? Flood(long number) => null;

    /// <summary>What its users ask.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>A new workload at its start.</returns>
    public abstract Workload CreateWorkload(Cluster cluster);
}
