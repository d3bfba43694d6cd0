using System.Globalization;
using Faultline.Simulation.Faults;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Loads;

/// <summary>Goodput against offered load: the same run at several rates.</summary>
public static class LoadCurve
{
    /// <summary>The most rates of one curve.</summary>
    public const int MostRates = 100;

    /// <summary>Runs at each rate.</summary>
    /// <param name="settings">The settings; their rate is not used.</param>
    /// <param name="plan">The plan, or null to draw it from the profile and the seed.</param>
    /// <param name="rates">Operations a second of all clients together, lowest first.</param>
    /// <param name="progress">Is told how far the run at a rate is; null for nobody.</param>
    /// <param name="cancellation">Stops it; it then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>What users got at each rate.</returns>
    /// <exception cref="BadInputException">Such runs are not possible.</exception>
    public static LoadReport Run(
        RunSettings settings, FaultPlan? plan, IReadOnlyList<int> rates, Action<int, RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        // All are looked at before the first is run.
        RunSetup[] setups = [.. rates.Select(rate => RunSetup.Of(settings with { Rate = rate }, plan))];
        var points = new List<LoadPoint>();
        foreach (var setup in setups)
        {
            var options = new RunOptions
            {
                Progress = done => progress?.Invoke((int)setup.Settings.Rate, done),
                Cancellation = cancellation,
            };
            points.Add(LoadPoint.Of(Runner.Run(setup, options).Report));
        }

        return new LoadReport(settings, setups[0].System.Summary, points);
    }

    /// <summary>Reads <c>50,100,200</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The rates, lowest first.</returns>
    /// <exception cref="BadInputException">The text is no list of rates.</exception>
    public static IReadOnlyList<int> ParseRates(string text)
    {
        var rates = new SortedSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) || !rates.Add(rate))
                throw new BadInputException($"\"{text}\" is no list of rates: write different ones such as 50,100,200");
        return rates.Count <= MostRates
            ? [.. rates]
            : throw new BadInputException($"{rates.Count} rates are more than {MostRates}: give fewer");
    }
}
