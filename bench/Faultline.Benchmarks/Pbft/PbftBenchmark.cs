using System.Globalization;
using Faultline.Benchmarks.Measuring;
using Faultline.Systems.Signatures;

namespace Faultline.Benchmarks.Pbft;

/// <summary>Messages a second of a fault-free kv-pbft with four replicas, without real signatures and with them.</summary>
internal static class PbftBenchmark
{
    public const string Name = "pbft";

    private const double LeastMessages = 150_000;
    private const int Rounds = 5;

    public static bool Run()
    {
        Console.WriteLine($"""
            cluster:    {PbftWorld.Nodes} replicas, {PbftWorld.Clients} clients that ask again as soon as they are answered, half reads;
                        no faults; disks that take 0.2 to 1 ms
            as objects: all receivers of a message share it, and its signature is verified once; as bytes: each receiver decodes its own and
                        verifies it itself, as on a network
            figures:    medians of {Rounds} rounds; processor time of the whole process, so that a busy machine does not count
            """);
        var table = new Table("signatures", "messages", "messages/s", "us each", "operations/s", "bytes each");
        var simulated = 0.0;
        foreach (var scheme in SignatureSchemes.All)
        {
            foreach (var asBytes in new[] { false, true })
            {
                var world = new PbftWorld(scheme.Name, asBytes);
                var (messages, operations, bytes) = world.Measure(Rounds, scheme.Name == "simulated" ? 200_000 : 5_000);
                if (scheme.Name == "simulated" && !asBytes) simulated = messages;
                table.Add(
                    scheme.Name, asBytes ? "as bytes" : "as objects", Format(messages, "N0"), Format(1e6 / messages, "0.00"),
                    Format(operations, "N0"), Format(bytes, "N0"));
            }
        }

        table.Print();
        var requirements = new Requirements();
        requirements.AtLeast("simulated messages a second of one core, without real signatures", LeastMessages, simulated, "N0");
        requirements.Print();
        return requirements.AreMet;
    }

    private static string Format(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
