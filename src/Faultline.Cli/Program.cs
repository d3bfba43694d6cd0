using System.CommandLine;
using Faultline.Cli;
using Faultline.Cli.Commands;
using Faultline.Runtime;
using Faultline.Workbench;

// Before the first socket: what a node or a client does when bytes come is short, and another thread is a detour.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
Console.OutputEncoding = System.Text.Encoding.UTF8;

var root = new RootCommand("Faultline: build a distributed system, break it, check what it promised, and see why.")
{
    RunCommand.Create(), LoadCommand.Create(), CompareCommand.Create(), ReplayCommand.Create(), ShrinkCommand.Create(),
    StepCommand.Create(), TraceCommand.Create(), CheckCommand.Create(), MineCommand.Create(), ListCommand.Create(),
    KeysCommand.Create(), NodeCommand.Create(), ClusterCommand.Create(), KvCommand.Create(),
    ChatCommand.Create(), ChatDemoCommand.Create(),
};

var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count > 0)
{
    var what = parsed.UnmatchedTokens.Count > 0
        ? $"\"{parsed.UnmatchedTokens[0]}\" is not known here"
        : parsed.Errors[0].Message.TrimEnd('.');
    var command = parsed.CommandResult.Command == root ? "faultline" : "faultline " + parsed.CommandResult.Command.Name;
    Console.Error.WriteLine($"{what}: see `{command} --help`");
    return ExitCode.BadInput;
}

try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, stop.Token)
        .ConfigureAwait(false);
}
catch (Exception error) when (error is BadInputException or SetupException)
{
    Console.Error.WriteLine(error.Message);
    return ExitCode.BadInput;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped: nothing was written");
    return ExitCode.Stopped;
}
