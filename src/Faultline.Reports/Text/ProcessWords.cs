using System.Globalization;

namespace Faultline.Reports.Text;

/// <summary>How a process of a history is called.</summary>
internal static class ProcessWords
{
    /// <summary>A client goes on as another process after an unknown outcome; diagrams know clients, checks know processes.</summary>
    /// <param name="process">The process.</param>
    /// <param name="clients">How many clients the run had; 0 where nobody knows, and then the process alone is named.</param>
    public static string Name(int process, int clients) => clients == 0
        ? string.Create(CultureInfo.InvariantCulture, $"process {process}")
        : string.Create(CultureInfo.InvariantCulture, $"c{(process % clients) + 1}, process {process}");
}
