using Faultline.Model.Storage;
using Faultline.Runtime.Storage;

namespace Faultline.Runtime.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private static readonly Owner Owner = new("kv-paxos", "n1", "0123456789abcdef");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("faultline-");

    private string Folder => Path.Combine(_folder.FullName, "n1");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_formatted_folder_has_the_first_files()
    {
        DataDirectory.Format(Folder, Owner, [new InitialFile(new StorageFile("journal"), "abc"u8.ToArray())]);

        using var directory = DataDirectory.Open(Folder, Owner);
        Assert.Equal("abc", File.ReadAllText(Path.Combine(directory.Files, "journal")));
    }

    [Fact]
    public void A_folder_is_formatted_once()
    {
        DataDirectory.Format(Folder, Owner, []);

        var error = Assert.Throws<SetupException>(() => DataDirectory.Format(Folder, Owner, []));
        Assert.Contains("is not empty", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kv-paxos", "n2", "0123456789abcdef", "belongs to n1 of the kv-paxos cluster 01234567, and this is n2")]
    [InlineData("kv-paxos", "n1", "fedcba9876543210", "belongs to n1 of the kv-paxos cluster 01234567, and this is n1 of the kv-paxos cluster fedcba98")]
    [InlineData("kv-central", "n1", "0123456789abcdef", "belongs to n1 of the kv-paxos cluster 01234567, and this is n1 of the kv-central")]
    public void A_folder_of_another_is_refused_and_stays_as_it_was(string system, string node, string cluster, string expected)
    {
        DataDirectory.Format(Folder, Owner, []);
        var before = Content();

        var error = Assert.Throws<SetupException>(() => DataDirectory.Open(Folder, new Owner(system, node, cluster)));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Content());
    }

    [Fact]
    public void A_folder_is_one_process_s_alone()
    {
        DataDirectory.Format(Folder, Owner, []);
        using var first = DataDirectory.Open(Folder, Owner);

        var error = Assert.Throws<SetupException>(() => DataDirectory.Open(Folder, Owner));
        Assert.Contains("is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_other_files_is_none_of_a_node()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "thesis.txt"), "precious");

        var error = Assert.Throws<SetupException>(() => DataDirectory.Open(Folder, Owner));

        Assert.Contains("is not a node's folder", error.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Folder, "thesis.txt")], Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Assert.Throws<SetupException>(() => DataDirectory.Open(Folder, Owner));
        Assert.Contains($"there is no folder {Folder}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_folder_stands_for_a_lost_disk()
    {
        Directory.CreateDirectory(Folder);

        using var directory = DataDirectory.Open(Folder, Owner);

        Assert.Empty(Directory.EnumerateFileSystemEntries(directory.Files));
    }

    private List<string> Content() => _folder.EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(static file => file.FullName + ": " + File.ReadAllText(file.FullName)).Order().ToList();
}
