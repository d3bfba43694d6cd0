using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Model.Storage;
using Faultline.Simulation.Faults;

namespace Faultline.Simulation.Disks;

/// <summary>One host's disk: files, and a queue of requests that it serves one after another.</summary>
/// <param name="latency">How long it takes for each request.</param>
/// <param name="random">Its random numbers: times, and what survives a crash or a power loss.</param>
/// <param name="faults">The random numbers of its own faults, so that these leave the others as they are.</param>
internal sealed class SimulatedDisk(DiskLatency latency, Prng random, Prng faults)
{
    private readonly SortedDictionary<string, DiskFile> _files = new(StringComparer.Ordinal);
    private long _busyUntil;
    private int _powerCycle;

    /// <summary>What the faults of the moment do to it.</summary>
    public List<DiskImpairment> Impairments { get; } = [];

    /// <summary>How many bytes all files have together, as readers see them.</summary>
    public long Used => _files.Values.Sum(static file => file.Length);

    public bool HasUnsyncedWrites => _files.Values.Any(static file => file.HasUnsyncedWrites);

    /// <summary>Puts a file there before anything has happened.</summary>
    public void Format(in InitialFile file)
    {
        var opened = Open(file.File);
        opened.Replace(file.Bytes);
        opened.Sync(opened.Issued);
    }

    public void Write(StorageFile file, long offset, ReadOnlyMemory<byte> bytes)
    {
        var opened = Open(file);
        if (HasRoom(opened, offset + bytes.Length)) opened.Write(offset, bytes);
    }

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
        if (kind == StorageRequest.Replace && HasRoom(file, effect.Bytes.Length)) file.Replace(effect.Bytes);
        var range = kind == StorageRequest.Read ? latency.Read : latency.Sync;
        _busyUntil = Math.Max(_busyUntil, now) + Slowed(random.Between(range.Least, range.Most).Ticks);
        return new DiskRequest(kind, effect.File, effect.Number, file.Issued, file.Failures, _powerCycle, _busyUntil);
    }

    /// <summary>Does what was asked, or fails to. A request from before a power loss does nothing.</summary>
    public StorageCompletion Finish(DiskRequest request)
    {
        byte[]? bytes = null;
        var status = request.PowerCycle != _powerCycle ? StorageStatus.Failed
            : request.Kind == StorageRequest.Read ? Read(request, out bytes)
            : MakeDurable(request);
        return new StorageCompletion(request.Kind, request.File, request.Token, status, bytes);
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

    /// <summary>Damages sectors of what is durable, each at another place.</summary>
    /// <param name="sectors">How many, where there are so many.</param>
    /// <param name="damage">What they hold afterwards.</param>
    /// <param name="only">The name of the only file that is struck; null for any.</param>
    /// <returns>How many hold something else now.</returns>
    public int Damage(int sectors, SectorDamage damage, string? only)
    {
        var all = _files.SelectMany(static file =>
            Enumerable.Range(0, file.Value.Sectors).Select(sector => (Name: file.Key, File: file.Value, Sector: sector))).ToArray();
        var targets = Array.FindAll(all, place => only is null || place.Name == only);
        faults.Shuffle(targets.AsSpan());
        var damaged = 0;
        foreach (var target in targets.Take(sectors))
        {
            var (_, file, sector) = faults.Pick(all);
            var bytes = target.File.Sector(target.Sector);
            var before = bytes.ToArray();
            Damage(bytes, damage, file.Sector(sector));
            if (!bytes.SequenceEqual(before)) damaged++;
        }

        return damaged;
    }

    /// <summary>The device breaks; in its place comes an empty one. What was asked of the old one does nothing.</summary>
    public void Lose()
    {
        _powerCycle++;
        _busyUntil = 0;
        _files.Clear();
    }

    private StorageStatus Read(DiskRequest request, out byte[]? bytes)
    {
        bytes = null;
        if (Fails() is not null) return StorageStatus.Failed;
        bytes = Open(request.File).Read();
        return bytes is null ? StorageStatus.Missing : StorageStatus.Ok;
    }

    private StorageStatus MakeDurable(DiskRequest request)
    {
        var file = Open(request.File);
        if (file.Obstacle(request) is var obstacle and not StorageStatus.Ok) return obstacle;
        if (Fails() is { } effect)
        {
            effect.Add(EffectUnit.BytesLost, request.Kind == StorageRequest.Replace
                ? file.FailReplace(request.UpTo)
                : file.FailSync(request.UpTo, faults));
            return StorageStatus.Failed;
        }

        file.Sync(request.UpTo);
        return StorageStatus.Ok;
    }

    /// <summary>Whether a file can have so many bytes; where it cannot, the change is refused.</summary>
    private bool HasRoom(DiskFile file, long length)
    {
        var by = file.RefusedBy;
        var growth = length - file.Length;
        if (growth > 0)
            foreach (var impairment in Impairments)
                if (impairment.Capacity < Used + growth)
                    by ??= impairment.Effect;
        if (by is null) return true;
        file.Refuse(by);
        return false;
    }

    private long Slowed(long ticks)
    {
        foreach (var impairment in Impairments)
        {
            if (impairment is { Times: 1, Extra.Ticks: 0 }) continue;
            ticks = (ticks * impairment.Times) + impairment.Extra.Ticks;
            impairment.Effect.Add(EffectUnit.RequestsSlowed, 1);
        }

        return ticks;
    }

    /// <summary>The effect of what makes a request fail; null where nothing does.</summary>
    private FaultEffect? Fails()
    {
        foreach (var impairment in Impairments)
        {
            if (!faults.Happens(impairment.Failure)) continue;
            impairment.Effect.Add(EffectUnit.RequestsFailed, 1);
            return impairment.Effect;
        }

        return null;
    }

    private void Damage(Span<byte> sector, SectorDamage damage, ReadOnlySpan<byte> other)
    {
        switch (damage)
        {
            case SectorDamage.BitFlips:
                for (var flips = faults.Below(8) + 1; flips > 0; flips--)
                    sector[faults.Below(sector.Length)] ^= (byte)(1 << faults.Below(8));
                break;
            case SectorDamage.Misdirected when !sector.StartsWith(other):
                other[..Math.Min(other.Length, sector.Length)].CopyTo(sector);
                break;
            default:
                for (var i = 0; i < sector.Length; i++) sector[i] = (byte)faults.Below(256);
                break;
        }
    }

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
/// <param name="Failures">How often a request of the file had failed when it was asked.</param>
/// <param name="PowerCycle">How often the power had failed when it was asked.</param>
/// <param name="DoneAt">When it is done, in ticks.</param>
internal sealed record DiskRequest(
    StorageRequest Kind, StorageFile File, long Token, long UpTo, int Failures, int PowerCycle, long DoneAt)
{
    /// <inheritdoc />
    public override string ToString() => $"{Kind} of {File}";
}
