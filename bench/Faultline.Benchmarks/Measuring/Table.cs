namespace Faultline.Benchmarks.Measuring;

/// <summary>Rows of words in columns: the first to the left, the others to the right.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Print()
    {
        int[] widths = [.. headings.Select((_, column) => _rows.Max(row => row[column].Length))];
        for (var i = 0; i < _rows.Count; i++)
        {
            var cells = _rows[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]));
            Console.WriteLine("  " + string.Join("  ", cells).TrimEnd());
            if (i == 0) Console.WriteLine("  " + string.Join("  ", widths.Select(static width => new string('-', width))));
        }
    }
}
