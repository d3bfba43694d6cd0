using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Linearizability.Online;
using Faultline.Simulation.Clients;
using Faultline.Simulation.Worlds;

namespace Faultline.Workbench.Runs;

/// <summary>Ends a run at its first violation of linearizability.</summary>
/// <remarks>It is found while the run goes on, in memory that does not grow with it; the report then checks what was until there.</remarks>
internal static class FirstViolation
{
    public static void Watch(World world, ClientLoad load)
    {
        var checker = new OnlineChecker<string?>(new KeyValueModel());
        load.Invoked = checker.Invoked;
        load.Completed = entry =>
        {
            if (checker.Completed(entry) is not null) world.Stop();
        };
    }
}
