using Faultline.Simulation.Faults;

namespace Faultline.Workbench.Tests.Repository;

public sealed class FaultDocsTests
{
    /// <summary>Each kind's line in the table of <c>docs/faults.md</c>: what it is called and consists of.</summary>
    public static TheoryData<string> Lines => [.. FaultKinds.All.Select(static kind =>
    {
        var entries = FaultJson.EntriesOf(kind.Name).Where(static entry => entry.Name is not ("start" or "end"))
            .Select(static entry => entry.IsRequired ? $"`{entry.Name}`" : $"`{entry.Name}`?");
        return $"| `{kind.Name}` | {kind.Group} | {kind.Summary} | {string.Join(", ", entries)} |";
    })];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_kind_of_fault_has_its_line_in_the_docs(string line)
    {
        const string page = "docs/faults.md";
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, page));

        Assert.True(lines.Contains(line), $"the table of all kinds in {page} lacks this very line:\n{line}");
    }

    [Fact]
    public void The_docs_have_no_line_for_a_kind_that_is_gone()
    {
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "docs/faults.md")).Where(static line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Empty(lines.Except(Lines.Select(static row => row.Data)));
    }
}
