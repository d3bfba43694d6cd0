using System.Text;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Simulation.Disks;

namespace Faultline.Simulation.Tests.Disks;

/// <summary>A disk with one file of text, asked as a node would ask it.</summary>
internal sealed class DiskBench(ulong seed)
{
    public static readonly StorageFile Log = new("log");

    public SimulatedDisk Disk { get; } = new(new DiskLatency(), new Prng(seed), new Prng(~seed));

    public void Write(long offset, string text) => Disk.Write(Log, offset, Encoding.ASCII.GetBytes(text));

    public void Replace(string text) => Begin(context => context.Replace(Log, Encoding.ASCII.GetBytes(text), 1));

    public StorageStatus Sync() => Ask(static context => context.Sync(Log, 1)).Status;

    public string? Read()
    {
        var completion = Ask(static context => context.Read(Log, 1));
        return completion.Status == StorageStatus.Missing ? null : Encoding.ASCII.GetString(completion.Bytes.Span);
    }

    public StorageCompletion Ask(Action<NodeContext> ask) => Disk.Finish(Begin(ask));

    public DiskRequest Begin(Action<NodeContext> ask)
    {
        var context = new NodeContext(NodeId.Node(1), new Prng(1));
        ask(context);
        return Disk.Begin(context.Effects[0], now: 0);
    }
}
