using Faultline.Model.Storage;
using Faultline.Runtime.Storage;

namespace Faultline.Runtime.Tests.Storage;

public sealed class RealFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faultline-");
    private readonly DiskSpace _space = new();
    private readonly RealFile _file;

    public RealFileTests() => _file = new RealFile(_folder.FullName, "log", _space);

    public void Dispose()
    {
        _file.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        _file.Write(0, "abc"u8.ToArray());
        _file.Write(3, "def"u8.ToArray());

        Assert.Equal(StorageStatus.Ok, _file.Sync());
        Assert.Equal("abcdef"u8, Read());
    }

    [Fact]
    public void A_file_that_was_never_written_is_missing() => Assert.Equal(StorageStatus.Missing, _file.Read(out _));

    [Fact]
    public void A_replacement_takes_the_place_of_everything()
    {
        _file.Write(0, "a long content"u8.ToArray());
        _file.Sync();

        Assert.Equal(StorageStatus.Ok, _file.Replace("short"u8.ToArray()));
        _file.Write(5, "er"u8.ToArray());

        Assert.Equal(StorageStatus.Ok, _file.Sync());
        Assert.Equal("shorter"u8, Read());
        Assert.Equal(["log"], _folder.EnumerateFiles().Select(static file => file.Name));
    }

    [Fact]
    public void What_does_not_fit_is_not_written_and_neither_is_what_follows_until_the_sync()
    {
        _file.Write(0, "abc"u8.ToArray());
        _file.Sync();
        _space.Limit = 4;

        _file.Write(3, "de"u8.ToArray());
        _file.Write(3, "f"u8.ToArray());

        Assert.Equal(StorageStatus.Full, _file.Sync());
        Assert.Equal("abc"u8, Read());
        _file.Write(3, "f"u8.ToArray());
        Assert.Equal(StorageStatus.Ok, _file.Sync());
        Assert.Equal("abcf"u8, Read());
    }

    [Fact]
    public void A_replacement_that_does_not_fit_leaves_the_old_content()
    {
        _file.Write(0, "abc"u8.ToArray());
        _file.Sync();
        _space.Limit = 5;

        Assert.Equal(StorageStatus.Full, _file.Replace("defg"u8.ToArray()));

        Assert.Equal("abc"u8, Read());
        Assert.Equal(3, _space.Used);
    }

    [Fact]
    public void Writing_over_what_is_there_takes_no_more_room()
    {
        _space.Limit = 3;
        _file.Write(0, "abc"u8.ToArray());
        _file.Write(0, "def"u8.ToArray());

        Assert.Equal(StorageStatus.Ok, _file.Sync());
        Assert.Equal(3, _space.Used);
    }

    private ReadOnlySpan<byte> Read()
    {
        Assert.Equal(StorageStatus.Ok, _file.Read(out var content));
        return content.Span;
    }
}
