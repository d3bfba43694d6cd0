using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>How much happened when, over a whole trace: counts by column of equal time.</summary>
internal sealed class TraceOverview
{
    public const int Columns = 237;

    public TraceOverview(RunTrace trace)
    {
        From = trace.From;
        Width = Math.Max(1, (trace.Until - trace.From).Ticks / (double)Columns);
        foreach (var item in trace.Items)
        {
            ref var column = ref Counts[ColumnOf(item.Start)];
            if (item.Kind is TraceItemKind.LostMessage or TraceItemKind.MissedMessage) column.Lost++;
            else column.Others++;
        }

        Most = Math.Max(1, Counts.Max(static column => column.Lost + column.Others));
    }

    public TimeSpan From { get; }

    /// <summary>Ticks a column.</summary>
    public double Width { get; }

    /// <summary>What began in each column.</summary>
    public (int Lost, int Others)[] Counts { get; } = new (int, int)[Columns];

    /// <summary>The most of a column; at least one.</summary>
    public int Most { get; }

    public int ColumnOf(TimeSpan time) => (int)Math.Clamp((time - From).Ticks / Width, 0, Columns - 1);
}
