using System.Globalization;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Shrinking;

/// <summary>Options that say how much must come together before something happens: with less of it, fewer operations are enough.</summary>
internal static class Thresholds
{
    /// <summary>More operations than these are a sign that something must pile up.</summary>
    public const int ManyOperations = 5;

    /// <summary>The run with lower thresholds, of those that the user had changed.</summary>
    public static IEnumerable<Candidate> LowerChanged(Candidate run) =>
        Names(run).Where(run.Settings.Options.ContainsKey).SelectMany(name => Lower(run, name));

    /// <summary>The run with lower thresholds of any kind.</summary>
    public static IEnumerable<Candidate> LowerAny(Candidate run) => Names(run).SelectMany(name => Lower(run, name));

    /// <summary>The run with thresholds as they were.</summary>
    /// <param name="run">The run.</param>
    /// <param name="was">The options before anything was changed.</param>
    public static IEnumerable<Candidate> Restore(Candidate run, IReadOnlyDictionary<string, string> was)
    {
        foreach (var name in Names(run))
            if (run.Settings.Options.GetValueOrDefault(name) is { } value && value != was.GetValueOrDefault(name))
                yield return With(run, name, was.GetValueOrDefault(name));
    }

    private static IEnumerable<string> Names(Candidate run) =>
        RunSetup.Find(run.Settings.System).Options.Where(static option => option.IsThreshold).Select(static option => option.Name);

    private static IEnumerable<Candidate> Lower(Candidate run, string name)
    {
        var usual = RunSetup.Find(run.Settings.System).Options.First(option => option.Name == name).Default;
        var value = int.Parse(run.Settings.Options.GetValueOrDefault(name, usual), CultureInfo.InvariantCulture);
        for (var lower = 1; lower < value; lower *= 2) yield return With(run, name, lower.ToString(CultureInfo.InvariantCulture));
    }

    private static Candidate With(Candidate run, string name, string? value)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, old) in run.Settings.Options) options[key] = old;
        if (value is null) options.Remove(name);
        else options[name] = value;
        return run with { Settings = run.Settings with { Options = options } };
    }
}
