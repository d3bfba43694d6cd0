using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Reports.Text;

/// <summary>One operation of a history in words.</summary>
internal static class OperationWords
{
    /// <summary>An operation that never ended is unknown, whatever its outcome says.</summary>
    public static OperationOutcome Outcome(HistoryEntry entry) => entry.HasEnded ? entry.Outcome : OperationOutcome.Info;
}
