namespace Faultline.Simulation.Disks;

/// <summary>A file on a simulated disk, as it is at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Durable">What a power loss leaves for certain.</param>
/// <param name="Visible">What a reader gets.</param>
/// <param name="UnsyncedWrites">How many writes are not durable yet.</param>
/// <param name="UnsyncedBytes">How many bytes they have together.</param>
public sealed record DiskFileView(
    string Name, ReadOnlyMemory<byte> Durable, ReadOnlyMemory<byte> Visible, int UnsyncedWrites, long UnsyncedBytes);
