using System.CommandLine;
using Faultline.Cli.Screens;
using Faultline.Workbench.Runs;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline list</c>: what there is to run, and what can go wrong.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var system = new Argument<string?>("system")
        {
            Description = "Shows the promises and options of this system.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("list", "Lists the systems and the kinds of fault, or what one system promises and can be told.")
        {
            system,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(system) is not { } name)
            {
                ListScreen.ShowAll();
                return;
            }

            ListScreen.Show(RunSetup.Find(name));
        });
        return command;
    }
}
