namespace Faultline.Simulation.Worlds;

/// <summary>Something that the world does by itself at a set time, such as a fault's beginning.</summary>
/// <param name="name">What it is, for the trace.</param>
/// <param name="run">What it does.</param>
internal sealed class WorldAction(string name, Action run)
{
    public string Name { get; } = name;

    public ulong Digest { get; } = Model.Randomness.StableHash.Of(name);

    public void Run() => run();
}
