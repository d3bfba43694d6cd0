using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Tests.Repository;

public sealed class FaultDocsTests
{
    /// <summary>Each kind's line in the table.</summary>
    private static readonly string[] Lines = [.. FaultKinds.All.Select(static kind =>
    {
        var entries = FaultJson.EntriesOf(kind.Name).Where(static entry => entry.Name is not ("start" or "end" or "forever"))
            .Select(static entry => entry.IsRequired ? $"`{entry.Name}`" : $"`{entry.Name}`?");
        return $"| `{kind.Name}` | {kind.Group} | {kind.Summary} | {string.Join(", ", entries)} |";
    })];

    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Checkout.Root, "docs/faults.md"));

    [Fact]
    public void Every_kind_of_fault_has_its_line_in_the_docs()
    {
        string[] missing = [.. Lines.Except(Page)];

        Assert.True(missing.Length == 0, $"add to the table of all kinds in docs/faults.md:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void The_docs_have_no_line_for_a_kind_that_is_gone()
    {
        string[] gone = [.. Page.Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).Except(Lines)];

        Assert.True(gone.Length == 0, $"take out of the table of all kinds in docs/faults.md:\n{string.Join('\n', gone)}");
    }
}
