using System.Globalization;
using Faultline.Chat.Stores;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Systems.Chat;

namespace Faultline.Chat.Tests;

/// <summary>The database answers as the state machine does, whatever is asked.</summary>
public sealed class StoreParityTests
{
    private static readonly ChatLimits Limits = new(MessageCharacters: 20, PostBurst: 3, PostInterval: 100);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Both_answer_alike(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("faultline-chat-");
        try
        {
            var random = new Prng((ulong)seed);
            var machine = new ChatMachine(1, Limits);
            var store = SqliteChatStore.Open(Path.Combine(folder.FullName, "chat.db"), Limits);
            var kinds = new HashSet<string>();
            for (var step = 0; step < 1_500; step++)
            {
                var operation = Any(random, step);
                var expected = machine.Execute(operation);
                var got = await store.AskAsync(operation, TestContext.Current.CancellationToken);

                Assert.True(Words(expected) == Words(got), $"step {step}, {operation}: {Words(expected)} or {Words(got)}");
                kinds.Add(expected is ChatRefused refused ? refused.Why.ToString() : expected.GetType().Name);

                // A database is there again after a restart.
                if (step % 500 != 499) continue;
                await store.DisposeAsync();
                store = SqliteChatStore.Open(Path.Combine(folder.FullName, "chat.db"), Limits);
            }

            await store.DisposeAsync();
            Assert.Equal(13, kinds.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ChatOperation Any(Prng random, int step)
    {
        var user = random.Pick(["ann", "bob", "cid", "b d", ""]);
        var token = random.Pick(["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "ta", "tb", "tc"]);
        var room = random.Pick(["r1", "r2", "r 3"]);
        long number = random.Below(40) - 5;
        var at = (step * 8L) + random.Below(200) - 100;
        return random.Below(24) switch
        {
            0 => new ChatSignUp(user, random.Pick(["hash", "hash", "other"])),
            1 => new ChatLogIn(user, token, at),
            2 => random.Below(8) == 0 ? new ChatLogOut(token) : new ChatHere(token, at),
            3 or 4 => new ChatJoin(token, room),
            5 => random.Below(6) == 0 ? new ChatLeave(token, room) : new ChatMembers(token, room),
            6 => new ChatMark(token, room, number),
            7 => new ChatCredential(user),
            8 => new ChatRooms(token),
            < 13 => new ChatHistory(token, room, number, random.Below(9) - 1),
            _ => new ChatPost(token, room, new string('x', random.Below(23)), at, random.Below(4)),
        };
    }

    private static string Words(ChatResult result) => result switch
    {
        ChatSecret secret => secret.PasswordHash,
        ChatPage page => string.Join(';', page.Messages.Select(static m => $"{m.Number} {m.Author} {m.Text} {m.At}")) + $" of {page.Last}",
        ChatRoomList rooms => string.Join(';', rooms.Rooms.Select(static r => $"{r.Name} {r.Members} {r.Last} {r.Read}")),
        ChatMemberList members => string.Join(';', members.Members.Select(static m => string.Create(CultureInfo.InvariantCulture, $"{m.User} {m.SeenAt}"))),
        _ => result.ToString(),
    };
}
