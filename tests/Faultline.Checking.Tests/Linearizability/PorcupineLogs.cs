using Faultline.Checking.Formats;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Linearizability;

/// <summary>The histories of the Porcupine checker's tests; Histories/porcupine/README.md says what they are.</summary>
internal static class PorcupineLogs
{
    public static History Etcd(string number) => Read(Path.Combine("jepsen", $"etcd_{number}.log"));

    public static History Kv(string name) => Read(Path.Combine("kv", name + ".txt"));

    private static History Read(string path)
    {
        using var input = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Histories", "porcupine", path));
        return HistoryFile.Read(input).History;
    }
}
