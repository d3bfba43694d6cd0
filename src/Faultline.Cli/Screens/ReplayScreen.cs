using System.Globalization;
using Faultline.Model.Clocks;
using Faultline.Workbench.Replays;

namespace Faultline.Cli.Screens;

/// <summary>Whether a replay was the same run. It goes to standard error, so that it is heard beside JSON too.</summary>
internal static class ReplayScreen
{
    public static void Show(ReplayResult result)
    {
        var now = result.Run.Report;
        var recorded = result.Recorded;
        if (result.IsSame)
        {
            Console.Error.WriteLine($"the same run: {Words.Number(now.Events)} events, trace hash {now.TraceHash}");
            if (!result.HasFingerprints)
                Console.Error.WriteLine("note: there is no trace.bin beside the file, so only the hash was compared");
            return;
        }

        Console.Error.WriteLine(
            $"NOT THE SAME RUN: the trace hash is {now.TraceHash}, and {recorded.Result.TraceHash} was recorded "
            + $"({Words.Number(now.Events)} events now, {Words.Number(recorded.Events)} then)");
        if (result.Run.Divergence is { } divergence)
        {
            Console.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"the first event that differs is number {divergence.Event}")
                + $" at {Duration.Format(divergence.Time)}; here it is: {divergence.What}");
        }
        else if (result.HasFingerprints)
        {
            Console.Error.WriteLine(now.Events == recorded.Events
                ? "every event is the same as in trace.bin: the recorded hash does not belong to it"
                : $"the first event that differs is number {Math.Min(now.Events, recorded.Events)}: one of the two runs ends before it");
        }
        else
        {
            Console.Error.WriteLine("there is no trace.bin beside the file, so the first event that differs is not known");
        }

        Console.Error.WriteLine("where the file was not edited, this is a bug of determinism: please report it with both files");
    }
}
