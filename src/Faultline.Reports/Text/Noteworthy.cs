namespace Faultline.Reports.Text;

/// <summary>How much of something the page shows before it says "and so many more".</summary>
internal static class Noteworthy
{
    public const int TableRows = 1000;

    /// <summary>Tables with more rows than this are folded.</summary>
    public const int OpenTableRows = 12;

    public const int FaultBars = 2000;

    public const int ChartRows = 40;

    public const int EvidenceOperations = 100;

    public const int Orders = 12;

    public const int Reasons = 8;
}
