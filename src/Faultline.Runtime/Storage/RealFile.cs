using Faultline.Model.Storage;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Runtime.Storage;

/// <summary>One file of a node, on a real disk, with what <see cref="StorageStatus"/> says of failures.</summary>
/// <param name="directory">The folder that holds it.</param>
/// <param name="name">Its name.</param>
/// <param name="space">What may still be written.</param>
internal sealed class RealFile(string directory, string name, DiskSpace space) : IDisposable
{
    private readonly string _path = Path.Combine(directory, name);
    private SafeFileHandle? _handle;
    private StorageStatus _trouble;
    private bool _isEntryDurable = true;
    private bool _isDirty;

    /// <summary>Writes; what goes wrong shows in the next sync.</summary>
    /// <returns>How many bytes were written.</returns>
    public long Write(long offset, ReadOnlyMemory<byte> bytes)
    {
        // Once a write has failed nothing is written until the node has heard of it.
        if (_trouble != StorageStatus.Ok) return 0;
        var length = 0L;
        try
        {
            var handle = Open();
            length = RandomAccess.GetLength(handle);
            space.Take(Math.Max(0, offset + bytes.Length - length));
            RandomAccess.Write(handle, bytes.Span, offset);
            _isDirty = true;
            return bytes.Length;
        }
        catch (IOException error)
        {
            _trouble = DiskSpace.IsFull(error) ? StorageStatus.Full : StorageStatus.Failed;
            CutBack(length);
            return 0;
        }
    }

    /// <summary>Makes what was written durable.</summary>
    public StorageStatus Sync()
    {
        var status = _trouble;
        _trouble = StorageStatus.Ok;
        if (status != StorageStatus.Ok || !_isDirty) return status;
        try
        {
            RandomAccess.FlushToDisk(Open());
            SyncEntry();
            _isDirty = false;
            return StorageStatus.Ok;
        }
        catch (IOException error)
        {
            // The kernel may have dropped the pages that it could not write: the node writes them again.
            return DiskSpace.IsFull(error) ? StorageStatus.Full : StorageStatus.Failed;
        }
    }

    /// <summary>Reads all of it.</summary>
    public StorageStatus Read(out ReadOnlyMemory<byte> content)
    {
        content = default;
        try
        {
            if (_handle is null && !File.Exists(_path)) return StorageStatus.Missing;
            var handle = Open();
            var bytes = new byte[RandomAccess.GetLength(handle)];
            for (var read = 0; read < bytes.Length;)
            {
                var count = RandomAccess.Read(handle, bytes.AsSpan(read), read);
                if (count == 0) break;
                read += count;
            }

            content = bytes;
            return StorageStatus.Ok;
        }
        catch (IOException)
        {
            return StorageStatus.Failed;
        }
    }

    /// <summary>Replaces all of it: a temporary file, synced, and renamed over it.</summary>
    public StorageStatus Replace(ReadOnlyMemory<byte> bytes)
    {
        var status = _trouble;
        _trouble = StorageStatus.Ok;
        if (status != StorageStatus.Ok) return status;
        var temporary = _path + ".new";
        try
        {
            var before = File.Exists(_path) ? new FileInfo(_path).Length : 0;
            space.Take(bytes.Length);
            using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                RandomAccess.Write(handle, bytes.Span, 0);
                RandomAccess.FlushToDisk(handle);
            }

            Dispose();
            File.Move(temporary, _path, overwrite: true);
            _isEntryDurable = false;
            SyncEntry();
            _isDirty = false;
            space.GiveBack(before);
            return StorageStatus.Ok;
        }
        catch (IOException error)
        {
            TryDelete(temporary);
            return DiskSpace.IsFull(error) ? StorageStatus.Full : StorageStatus.Failed;
        }
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private SafeFileHandle Open()
    {
        if (_handle is not null) return _handle;
        if (!File.Exists(_path)) _isEntryDurable = false;
        return _handle = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    private void SyncEntry()
    {
        if (_isEntryDurable) return;
        DirectorySync.Run(directory);
        _isEntryDurable = true;
    }

    /// <summary>A write that did not fit leaves no part of it behind.</summary>
    private void CutBack(long length)
    {
        try
        {
            if (_handle is { } handle && RandomAccess.GetLength(handle) > length) RandomAccess.SetLength(handle, length);
        }
        catch (IOException)
        {
            // What is left over stands behind the durable frames, where the node writes next.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // It is overwritten by the next replacement.
        }
    }
}
