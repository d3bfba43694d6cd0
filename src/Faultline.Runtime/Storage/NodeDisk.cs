using System.Diagnostics;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;

namespace Faultline.Runtime.Storage;

/// <summary>A node's files on a real disk, and the thread that waits for it in the node's place.</summary>
/// <remarks>
/// What the node asks for is done in its order. While one sync is under way everything that is written meanwhile collects, so that the
/// next sync makes all of it durable: group commit.
/// </remarks>
internal sealed class NodeDisk : IDisposable
{
    private readonly object _gate = new();
    private readonly string _directory;
    private readonly Dictionary<string, RealFile> _files = new(StringComparer.Ordinal);
    private readonly Action<TimeSpan, long> _synced;
    private List<Effect> _asked = [];
    private Thread? _thread;
    private Action<StorageCompletion>? _completed;
    private bool _isStopping;
    private long _written;

    /// <summary>The files in a folder.</summary>
    /// <param name="directory">The folder, which exists.</param>
    /// <param name="synced">Is told of each sync, on the disk's thread: how long it took, and for how many bytes.</param>
    public NodeDisk(string directory, Action<TimeSpan, long>? synced = null)
    {
        _directory = directory;
        _synced = synced ?? (static (_, _) => { });
        foreach (var file in new DirectoryInfo(directory).EnumerateFiles())
        {
            if (file.Name.EndsWith(".new", StringComparison.Ordinal)) file.Delete();
            else Space.Take(file.Length);
        }
    }

    /// <summary>How much room there is.</summary>
    public DiskSpace Space { get; } = new();

    /// <summary>Starts to work.</summary>
    /// <param name="completed">Is called on the disk's own thread.</param>
    public void Start(Action<StorageCompletion> completed)
    {
        _completed = completed;
        _thread = new Thread(Run) { Name = "disk", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Takes a storage effect of the node's; never waits for the device.</summary>
    public void Ask(in Effect effect)
    {
        lock (_gate)
        {
            _asked.Add(effect);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Does what was asked, then stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
        foreach (var file in _files.Values) file.Dispose();
    }

    private void Run()
    {
        var effects = new List<Effect>();
        while (true)
        {
            lock (_gate)
            {
                while (_asked.Count == 0 && !_isStopping) Monitor.Wait(_gate);
                if (_asked.Count == 0) return;
                (_asked, effects) = (effects, _asked);
            }

            foreach (var effect in effects) Do(effect);
            effects.Clear();
        }
    }

    private void Do(in Effect effect)
    {
        var file = FileOf(effect.File);
        switch (effect.Kind)
        {
            case EffectKind.Write:
                _written += file.Write(effect.Number, effect.Bytes);
                break;
            case EffectKind.Sync:
                Complete(StorageRequest.Sync, effect, Timed(file.Sync));
                break;
            case EffectKind.Replace:
                var bytes = effect.Bytes;
                _written += bytes.Length;
                Complete(StorageRequest.Replace, effect, Timed(() => file.Replace(bytes)));
                break;
            case EffectKind.Read:
                var status = file.Read(out var content);
                Complete(StorageRequest.Read, effect, status, content);
                break;
            default:
                throw new InvalidOperationException($"{effect.Kind} is not for a disk");
        }
    }

    private StorageStatus Timed(Func<StorageStatus> work)
    {
        var began = Stopwatch.GetTimestamp();
        var status = work();
        _synced(Stopwatch.GetElapsedTime(began), _written);
        _written = 0;
        return status;
    }

    private void Complete(StorageRequest request, in Effect effect, StorageStatus status, ReadOnlyMemory<byte> bytes = default) =>
        _completed!(new StorageCompletion(request, effect.File, effect.Number, status, bytes));

    private RealFile FileOf(StorageFile file)
    {
        if (!_files.TryGetValue(file.Name, out var real))
            _files.Add(file.Name, real = new RealFile(_directory, file.Name, Space));
        return real;
    }
}
