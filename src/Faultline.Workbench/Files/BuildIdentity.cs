using System.Reflection;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Worlds;
using Faultline.Systems;

namespace Faultline.Workbench.Files;

/// <summary>Which build this is. Only the same build repeats a run, so every run says which one it came from.</summary>
public static class BuildIdentity
{
    /// <summary>
    /// The version and, behind a plus sign, a digest of the code that decides what happens in a run. Two builds of the same source
    /// with the same settings have the same one, wherever they were made.
    /// </summary>
    public static string Current { get; } = Describe();

    private static string Describe()
    {
        // The compiler makes a module's id from its content, since builds are deterministic.
        Assembly[] deciding =
            [typeof(Node).Assembly, typeof(World).Assembly, typeof(SystemCatalog).Assembly, typeof(BuildIdentity).Assembly];
        var digest = StableHash.Start;
        foreach (var assembly in deciding)
            digest = StableHash.Mix(digest, StableHash.Of(assembly.ManifestModule.ModuleVersionId.ToString()));
        var version = typeof(BuildIdentity).Assembly.GetName().Version!.ToString(3);
        return $"{version}+{digest:x16}";
    }
}
