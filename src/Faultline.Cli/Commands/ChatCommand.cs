using System.CommandLine;
using Faultline.Chat.Clients;
using Faultline.Workbench;
using Spectre.Console;

namespace Faultline.Cli.Commands;

/// <summary><c>faultline chat</c>: a terminal client of a chat.</summary>
internal static class ChatCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var server = new Option<string>("--server")
        {
            Description = "Where the chat is; several servers with commas between them.",
            DefaultValueFactory = static _ => "http://127.0.0.1:8080",
            HelpName = "URL,...",
        };
        var user = new Option<string>("--user") { Description = "Your name.", HelpName = "NAME", Required = true };
        var room = new Option<string>("--room")
        {
            Description = "The room to join. Default: lobby.",
            DefaultValueFactory = static _ => "lobby",
            HelpName = "ROOM",
        };
        var signUp = new Option<bool>("--sign-up") { Description = "Takes the name first." };
        var command = new Command(
            "chat", "Joins a room of a chat: shows its messages and posts each line of standard input, of which the first is the password.")
        {
            server, user, room, signUp,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = new ChatClient(ServersOf(parsed.GetValue(server)!), Patience);
            try
            {
                return await RunAsync(client, parsed.GetValue(user)!, parsed.GetValue(room)!, parsed.GetValue(signUp), cancellation)
                    .ConfigureAwait(false);
            }
            catch (ChatException error)
            {
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
                return error.Why is null ? ExitCode.Undecided : ExitCode.BadInput;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ChatClient client, string user, string room, bool signUp, CancellationToken cancellation)
    {
        var password = await PasswordAsync(cancellation).ConfigureAwait(false);
        if (signUp) await client.SignUpAsync(user, password, cancellation).ConfigureAwait(false);
        await client.LogInAsync(user, password, cancellation).ConfigureAwait(false);
        await client.JoinAsync(room, cancellation).ConfigureAwait(false);

        // Posts go on while messages are shown; when the input ends, so does the client once it has shown its own last message.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (shown, last) = (0L, long.MaxValue);
        var showing = ShowAsync();
        while (await ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            if (line.Length > 0)
                last = await client.PostAsync(room, line, cancellation).ConfigureAwait(false);
        var end = last == long.MaxValue ? 0 : last;
        while (Volatile.Read(ref shown) < end && !showing.IsCompleted) await Task.Delay(20, cancellation).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCode.Held;

        async Task ShowAsync()
        {
            await foreach (var message in client.FollowAsync(room, 1, over.Token).ConfigureAwait(false))
            {
                Console.WriteLine($"{message.Author}: {Plain(message.Text)}");
                Volatile.Write(ref shown, message.Number);
            }
        }
    }

    /// <summary>What others wrote must not steer this terminal.</summary>
    private static string Plain(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c));

    private static async Task<string> PasswordAsync(CancellationToken cancellation)
    {
        if (!Console.IsInputRedirected)
        {
            return await new TextPrompt<string>("password:") { IsSecret = true }
                .ShowAsync(AnsiConsole.Console, cancellation).ConfigureAwait(false);
        }

        return await ReadLineAsync(cancellation).ConfigureAwait(false)
            ?? throw new BadInputException("standard input is empty: write the password into its first line");
    }

    private static Task<string?> ReadLineAsync(CancellationToken cancellation) =>
        Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellation);

    private static Uri[] ServersOf(string text)
    {
        Uri[] servers = [.. text.Split(',').Select(static one =>
            Uri.TryCreate(one.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
                ? uri
                : throw new BadInputException($"--server cannot be \"{one}\": write an address such as http://127.0.0.1:8080"))];
        return servers;
    }
}
