using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Model.Nodes;
using Faultline.Model.Storage;

namespace Faultline.Runtime.Storage;

/// <summary>A node's folder: whose it is, its lock, and its files.</summary>
/// <remarks>
/// A folder is formatted once, when the node is new. A node that later finds its folder empty is started with it as it is, and so knows
/// that its memory is gone: formatting it anew would let it break its word.
/// </remarks>
internal sealed class DataDirectory : IDisposable
{
    private const string OwnerFile = "owner.json";
    private const string LockFile = "lock";
    private const string FilesFolder = "files";

    private readonly FileStream _lock;

    private DataDirectory(string files, FileStream heldLock) => (Files, _lock) = (files, heldLock);

    /// <summary>The folder of the node's own files.</summary>
    public string Files { get; }

    /// <summary>Makes a new folder for a node, with the files that it finds at its first start.</summary>
    /// <param name="path">A folder that does not exist or is empty.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="files">What it holds from the start.</param>
    /// <exception cref="SetupException">There is something there already.</exception>
    public static void Format(string path, Owner owner, IReadOnlyList<InitialFile> files)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new SetupException($"{path} is not empty: a node's folder is formatted once, so name a new one or leave out --format");
        Guard(path, () =>
        {
            var folder = Path.Combine(path, FilesFolder);
            Directory.CreateDirectory(folder);
            var space = new DiskSpace();
            foreach (var (file, bytes) in files)
            {
                using var real = new RealFile(folder, file.Name, space);
                if (real.Replace(bytes) != StorageStatus.Ok) throw new IOException($"{file.Name} cannot be written");
            }

            DirectorySync.Run(folder);
            File.Create(Path.Combine(path, LockFile)).Dispose();

            // Last: a folder without an owner was not formatted to its end.
            Claim(path, owner);
            return true;
        });
    }

    /// <summary>Looks whether a folder is a node's, and changes nothing.</summary>
    /// <param name="path">The folder; an empty one stands for a disk that was lost.</param>
    /// <param name="owner">Who wants it.</param>
    /// <exception cref="SetupException">It belongs to another node or cluster, or to none.</exception>
    public static void Examine(string path, Owner owner)
    {
        if (!Directory.Exists(path))
        {
            throw new SetupException(
                $"there is no folder {path}: start a new node with --format, or make an empty folder where its disk was lost");
        }


        var place = Path.Combine(path, OwnerFile);
        if (File.Exists(place))
        {
            var found = Read(place);
            if (found != owner) throw new SetupException($"{path} belongs to {found}, and this is {owner}: name this node's own folder");
        }
        else if (Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new SetupException($"{path} is not a node's folder: it has files, and no {OwnerFile} among them");
        }
    }

    /// <summary>Opens a node's folder for this process alone.</summary>
    /// <param name="path">The folder; an empty one stands for a disk that was lost.</param>
    /// <param name="owner">Who opens it.</param>
    /// <returns>The folder, which the caller disposes.</returns>
    /// <exception cref="SetupException">It belongs to another node or cluster, is in use, or cannot be used.</exception>
    public static DataDirectory Open(string path, Owner owner)
    {
        Examine(path, owner);
        return Guard(path, () =>
        {
            var held = Lock(path);
            if (!File.Exists(Path.Combine(path, OwnerFile))) Claim(path, owner);
            var files = Path.Combine(path, FilesFolder);
            Directory.CreateDirectory(files);
            return new DataDirectory(files, held);
        });
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new SetupException($"{path} is in use: another process runs this node", error);
        }
    }

    private static void Claim(string path, Owner owner)
    {
        var temporary = Path.Combine(path, OwnerFile + ".new");
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, owner, OwnerJson.Default.Owner);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path.Combine(path, OwnerFile), overwrite: true);
        DirectorySync.Run(path);
    }

    private static Owner Read(string place)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(place), OwnerJson.Default.Owner)
                ?? throw new SetupException($"{place} is empty: it should say whose folder this is");
        }
        catch (JsonException error)
        {
            throw new SetupException($"{place} cannot be read: it should say whose folder this is", error);
        }
    }

    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"{path} cannot be used: {error.Message}", error);
        }
    }
}

/// <summary>Whose folder it is.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Node">The node's id, such as <c>n1</c>.</param>
/// <param name="Cluster">The cluster's identity: the fingerprint of its authority's certificate.</param>
internal sealed record Owner(string System, string Node, string Cluster)
{
    public static Owner Of(string system, NodeId node, string cluster) => new(system, node.ToString(), cluster);

    public override string ToString() => $"{Node} of the {System} cluster {Cluster[..Math.Min(8, Cluster.Length)]}";
}

[JsonSerializable(typeof(Owner))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class OwnerJson : JsonSerializerContext;
