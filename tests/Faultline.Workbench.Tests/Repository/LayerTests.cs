using System.Xml.Linq;

namespace Faultline.Workbench.Tests.Repository;

/// <summary>Dependencies point down only; a system sees only the model, so nothing in it can depend on being simulated.</summary>
public sealed class LayerTests
{
    /// <summary>The layers from the bottom up. A project refers only to lower ones, and those of one line not to each other.</summary>
    private static readonly string[][] Layers =
    [
        ["Model"],
        ["Simulation", "Runtime", "Checking", "Measurement", "Systems"],
        ["Workbench", "Service", "Chat"],
        ["Reports"],
        ["Web"],
        ["Cli"],
    ];

    public static TheoryData<string> Projects =>
        [.. Checkout.Files("src", ".csproj").Select(static path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_lower_layers_only(string project)
    {
        var references = References(project);

        Assert.All(references, reference =>
            Assert.True(LayerOf(reference) < LayerOf(project), $"{project} must not refer to {reference}"));
    }

    [Theory]
    [InlineData("Faultline.Systems")]
    [InlineData("Faultline.Simulation")]
    [InlineData("Faultline.Checking")]
    [InlineData("Faultline.Measurement")]
    public void What_decides_and_what_judges_see_the_model_and_nothing_else(string project) =>
        Assert.Equal(["Faultline.Model"], References(project));

    [Fact]
    public void The_model_sees_nothing() => Assert.Empty(References("Faultline.Model"));

    [Fact]
    public void The_assemblies_were_built_as_the_projects_say()
    {
        foreach (var assembly in new[] { typeof(Systems.SystemCatalog).Assembly, typeof(Simulation.Worlds.World).Assembly })
        {
            var references = assembly.GetReferencedAssemblies().Select(static name => name.Name!)
                .Where(static name => name.StartsWith("Faultline.", StringComparison.Ordinal));

            Assert.Equal(["Faultline.Model"], references);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = XDocument.Load(Path.Combine(Checkout.Root, "Faultline.slnx"));
        var listed = solution.Descendants("Project").Select(static project => project.Attribute("Path")!.Value).Order(StringComparer.Ordinal);

        var there = Checkout.Files("src", ".csproj").Concat(Checkout.Files("tests", ".csproj"))
            .Select(static path => Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'));

        Assert.Empty(there.Except(listed));
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Checkout.Root, "src", project, project + ".csproj")).Descendants("ProjectReference")
            .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private static int LayerOf(string project)
    {
        var layer = Array.FindIndex(Layers, names => names.Contains(project["Faultline.".Length..]));
        Assert.True(layer >= 0, $"{project} has no layer: say in which one it is");
        return layer;
    }
}
