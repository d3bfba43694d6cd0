using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;

namespace Faultline.Simulation.Disks;

/// <summary>One host's disk: files, and a queue of requests that it serves one after another.</summary>
internal sealed class SimulatedDisk(DiskLatency latency, Prng random)
{
    private readonly SortedDictionary<string, DiskFile> _files = new(StringComparer.Ordinal);
    private long _busyUntil;
    private int _powerCycle;

    public bool HasUnsyncedWrites => _files.Values.Any(static file => file.HasUnsyncedWrites);

    /// <summary>Puts a file there before anything has happened.</summary>
    public void Format(in InitialFile file)
    {
        var opened = Open(file.File);
        opened.Replace(file.Bytes);
        opened.Sync(opened.Issued);
    }

    public void Write(StorageFile file, long offset, ReadOnlyMemory<byte> bytes) => Open(file).Write(offset, bytes);

    /// <summary>Takes a request; call <see cref="Finish"/> at its time.</summary>
    public DiskRequest Begin(in Effect effect, long now)
    {
        var file = Open(effect.File);
        var kind = effect.Kind switch
        {
            EffectKind.Sync => StorageRequest.Sync,
            EffectKind.Read => StorageRequest.Read,
            _ => StorageRequest.Replace,
        };
        if (kind == StorageRequest.Replace) file.Replace(effect.Bytes);
        var range = kind == StorageRequest.Read ? latency.Read : latency.Sync;
        var duration = random.Between(range.Least, range.Most);
        _busyUntil = Math.Max(_busyUntil, now) + duration.Ticks;
        return new DiskRequest(kind, effect.File, effect.Number, file.Issued, _powerCycle, _busyUntil);
    }

    /// <summary>Does what was asked. A request from before a power loss does nothing.</summary>
    public StorageCompletion Finish(DiskRequest request)
    {
        if (request.PowerCycle != _powerCycle)
            return new StorageCompletion(request.Kind, request.File, request.Token, StorageStatus.Failed, default);
        var file = Open(request.File);
        if (request.Kind != StorageRequest.Read)
        {
            file.Sync(request.UpTo);
            return new StorageCompletion(request.Kind, request.File, request.Token, StorageStatus.Ok, default);
        }

        return file.Read() is { } bytes
            ? new StorageCompletion(request.Kind, request.File, request.Token, StorageStatus.Ok, bytes)
            : new StorageCompletion(request.Kind, request.File, request.Token, StorageStatus.Missing, default);
    }

    /// <summary>The process that used the disk dies; see <see cref="DiskFile.Crash"/>.</summary>
    public void Crash()
    {
        foreach (var file in _files.Values) file.Crash(random);
    }

    /// <summary>The power fails; see <see cref="DiskFile.LosePower"/>.</summary>
    /// <returns>How many bytes of un-synced writes were lost.</returns>
    public long LosePower()
    {
        _powerCycle++;
        _busyUntil = 0;
        var lost = 0L;
        foreach (var file in _files.Values) lost += file.LosePower(random);
        return lost;
    }

    /// <summary>The files as they are, in the order of their names.</summary>
    public IReadOnlyList<DiskFileView> View() => [.. _files.Select(static file => file.Value.View(file.Key))];

    private DiskFile Open(StorageFile file)
    {
        if (!_files.TryGetValue(file.Name, out var opened)) _files.Add(file.Name, opened = new DiskFile());
        return opened;
    }
}

/// <summary>A request that the disk is working on.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="File">Of which file.</param>
/// <param name="Token">The node's own number for it.</param>
/// <param name="UpTo">The newest change that it makes durable.</param>
/// <param name="PowerCycle">How often the power had failed when it was asked.</param>
/// <param name="DoneAt">When it is done, in ticks.</param>
internal sealed record DiskRequest(
    StorageRequest Kind, StorageFile File, long Token, long UpTo, int PowerCycle, long DoneAt)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind} of {File}";
}
