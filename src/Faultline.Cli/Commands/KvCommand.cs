using System.CommandLine;
using Faultline.Model.Operations;
using Faultline.Workbench.Clusters;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline kv</c>: one operation on a real cluster.</summary>
internal static class KvCommand
{
    private static readonly TimeSpan WatchPause = TimeSpan.FromMilliseconds(200);

    private static readonly Option<string> Data = ClusterCommand.DataOption();

    private static readonly Argument<string> Key = new("key") { Description = "The key." };

    public static Command Create() => new("kv", "Reads and writes keys of a real cluster.")
    {
        CreateGet(), CreatePut(), CreateCas(), CreateDelete(), CreateWatch(),
    };

    private static Command CreateGet()
    {
        var command = new Command("get", "Prints the value of a key. Exit code 1 where it has none.") { Key, Data };
        command.SetAction((parsed, cancellation) => AskAsync(parsed, new KvGet(parsed.GetValue(Key)!), cancellation));
        return command;
    }

    private static Command CreatePut()
    {
        var value = new Argument<string>("value") { Description = "The new value." };
        var command = new Command("put", "Sets a key.") { Key, value, Data };
        command.SetAction((parsed, cancellation) =>
            AskAsync(parsed, new KvPut(parsed.GetValue(Key)!, parsed.GetValue(value)!), cancellation));
        return command;
    }

    private static Command CreateCas()
    {
        var expected = new Argument<string>("expected") { Description = "The value that it must have; empty for none." };
        var value = new Argument<string>("value") { Description = "The new value." };
        var command = new Command("cas", "Sets a key only where it has the expected value. Exit code 1 where it has another.")
        {
            Key, expected, value, Data,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var old = parsed.GetValue(expected)!;
            return AskAsync(
                parsed, new KvCas(parsed.GetValue(Key)!, old.Length == 0 ? null : old, parsed.GetValue(value)!), cancellation);
        });
        return command;
    }

    private static Command CreateDelete()
    {
        var command = new Command("delete", "Removes a key.") { Key, Data };
        command.SetAction((parsed, cancellation) => AskAsync(parsed, new KvDelete(parsed.GetValue(Key)!), cancellation));
        return command;
    }

    private static Command CreateWatch()
    {
        var command = new Command("watch", "Prints a key's value whenever another is read, five times a second, until it is stopped.")
        {
            Key, Data,
        };
        command.SetAction((parsed, cancellation) => WatchAsync(parsed, new KvGet(parsed.GetValue(Key)!), cancellation));
        return command;
    }

    private static async Task<int> AskAsync(ParseResult parsed, KvOperation operation, CancellationToken cancellation)
    {
        await using var clients = RealClients.Open(parsed.GetValue(Data)!, 1);
        var ending = await clients.AskAsync(0, operation).WaitAsync(cancellation).ConfigureAwait(false);
        if (ending.Result is not KvResult result)
        {
            var outcome = ending.Outcome == OperationOutcome.Fail ? "it has no effect" : "it may have taken effect or not";
            await Console.Error.WriteLineAsync($"{operation}: {ending.Reason}; {outcome}").ConfigureAwait(false);
            return ExitCode.Undecided;
        }

        if (operation is KvGet) Console.WriteLine(result.Value ?? "(no value)");
        else Console.WriteLine(result);
        return result.Applied && (operation is not KvGet || result.Value is not null) ? ExitCode.Held : ExitCode.Broken;
    }

    private static async Task<int> WatchAsync(ParseResult parsed, KvGet operation, CancellationToken cancellation)
    {
        await using var clients = RealClients.Open(parsed.GetValue(Data)!, 1);
        string? last = null;
        var isFirst = true;
        while (!cancellation.IsCancellationRequested)
        {
            var ending = await clients.AskAsync(0, operation).WaitAsync(cancellation).ConfigureAwait(false);
            if (ending.Result is KvResult result && (isFirst || result.Value != last))
            {
                Console.WriteLine(result.Value ?? "(no value)");
                (last, isFirst) = (result.Value, false);
            }

            await Task.Delay(WatchPause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Stopped;
    }
}
