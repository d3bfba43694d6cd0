using Faultline.Model.Systems;
using Faultline.Systems.KeyValue;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Comparisons;

/// <summary>A system as it is compared with others: what it runs with, and when things go wrong.</summary>
internal sealed class ComparedSystem
{
    /// <summary>The option that says how deep a block must be.</summary>
    private const string Depth = "confirmations";

    private static readonly TimeSpan UsualDuration = TimeSpan.FromMinutes(5);

    private const decimal UsualRate = 100;

    private ComparedSystem(SystemDefinition system, RunSettings settings, RunSetup setup) =>
        (System, Settings, Setup) = (system, settings, setup);

    public SystemDefinition System { get; }

    /// <summary>What all runs of the system have in common: everything but the seed.</summary>
    public RunSettings Settings { get; }

    public RunSetup Setup { get; }

    public FaultTolerance Tolerance => System.Tolerates(Setup.Cluster);

    /// <summary>When something goes wrong; a quarter of the run is without fault before, and more than half of it after that.</summary>
    public (TimeSpan Start, TimeSpan End) Window => (Settings.Duration / 4, (Settings.Duration / 4) + (Settings.Duration / 6));

    /// <summary>The system's confirmations, where its answers are never certain; else null.</summary>
    public int? Confirmations => System.Options.Any(static option => option.Name == Depth) ? Setup.Cluster.Options.Number(Depth) : null;

    public static ComparedSystem Of(string name, ComparisonRequest request)
    {
        var system = RunSetup.Find(name);
        var settings = new RunSettings
        {
            System = name,
            Nodes = Math.Min(request.Nodes ?? system.DefaultNodes, system.MostNodes),
            Clients = request.Clients,
            Rate = request.Rate is { } rate ? rate * system.DefaultRate / UsualRate : system.DefaultRate,
            Duration = Whole(request.Duration * (system.DefaultDuration / UsualDuration)),
            Faults = "none",
            Options = OptionsOf(system, request.Finality),
        };
        var setup = RunSetup.Of(settings);
        if (system.CreateWorkload(setup.Cluster) is not KvWorkload)
        {
            throw new BadInputException(
                $"{name} serves no keys and values, so it cannot be given the same work as others: compare systems such as kv-paxos");
        }

        // Whoever is promised progress within a bound must have the time to see it.
        var least = 3 * setup.Promises.Max(static promise => promise.Bound);
        if (settings.Duration >= least) return new ComparedSystem(system, settings, setup);
        settings = settings with { Duration = least };
        return new ComparedSystem(system, settings, RunSetup.Of(settings));
    }

    private static SortedDictionary<string, string> OptionsOf(SystemDefinition system, Finality finality)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (system.Options.All(static option => option.Name != Depth)) return options;
        options[Depth] = (finality.Confirmations ?? throw new BadInputException(
            $"no {Finality.MostConfirmations} blocks make an answer of {system.Name} as final as that: give a higher --final or a lower "
            + "--attacker")).ToString(global::System.Globalization.CultureInfo.InvariantCulture);
        return options;
    }

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
}
