using System.Globalization;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Systems.Chat;

/// <summary>What users of a chat do: sign up, log in, join rooms, and then post and catch up on what others posted.</summary>
/// <remarks>
/// Of a hundred operations of a member <c>read-share</c> read the messages after the last one seen; of the others 80% post, 8% mark, 4%
/// each say that the user is there, list rooms, and list members. No two messages are the same. Times are a count of
/// operations, 100 ms each on average: users have no clock here.
/// </remarks>
public sealed class ChatWorkload : Workload
{
    private const int PageMessages = 50;

    private readonly string[] _rooms;
    private readonly int _readShare;
    private readonly User[] _users;

    private ChatWorkload(int clients, int rooms, int readShare)
    {
        _rooms = [.. Enumerable.Range(1, rooms).Select(static room => "r" + room.ToString(CultureInfo.InvariantCulture))];
        _readShare = readShare;
        _users = [.. Enumerable.Range(1, clients).Select(client => new User(client, rooms))];
    }

    /// <summary>The options of the workload.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("rooms", "3", "how many rooms the users share"),
        new("read-share", "50", "how many of a hundred operations read messages"),
    ];

    /// <summary>The workload that a run's options ask for.</summary>
    /// <param name="cluster">The run's nodes, clients and options.</param>
    /// <returns>A new workload at its start.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message is for the user.</exception>
    public static ChatWorkload Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var rooms = cluster.Options.Number("rooms");
        var readShare = cluster.Options.Number("read-share");
        if (rooms is < 1 or > 1_000) throw new ArgumentException("option rooms must be 1 to 1000");
        if (readShare > 100) throw new ArgumentException("option read-share must be 0 to 100");
        return new ChatWorkload(cluster.Clients.Count, rooms, readShare);
    }

    /// <inheritdoc />
    public override Operation NextOperation(int client, Prng random)
    {
        var user = _users[client];
        user.Now += random.Below(200);
        if (!user.IsSignedUp) return new ChatSignUp(user.Name, "hash of " + user.Name);
        if (!user.IsLoggedIn) return new ChatLogIn(user.Name, user.Token, user.Now);
        var place = random.Below(_rooms.Length);
        var room = _rooms[place];
        if (!user.IsIn[place]) return new ChatJoin(user.Token, room);
        if (random.Below(100) < _readShare) return new ChatHistory(user.Token, room, user.Seen[place] + 1, PageMessages);
        return random.Below(25) switch
        {
            < 20 => new ChatPost(user.Token, room, user.NewText(), user.Now),
            < 22 => new ChatMark(user.Token, room, user.Seen[place]),
            22 => new ChatHere(user.Token, user.Now),
            23 => new ChatRooms(user.Token),
            _ => new ChatMembers(user.Token, room),
        };
    }

    /// <inheritdoc />
    public override void Completed(int client, Operation operation, OperationResult result)
    {
        var user = _users[client];
        switch (operation, result)
        {
            case (_, ChatRefused { Why: ChatRefusal.NoSuchUser }):
                user.IsSignedUp = false;
                break;
            case (_, ChatRefused { Why: ChatRefusal.NotLoggedIn }):
                user.IsLoggedIn = false;
                break;
            case (ChatHistory { Room: var room }, ChatRefused { Why: ChatRefusal.NotAMember }):
                user.IsIn[PlaceOf(room)] = false;
                break;
            case (ChatSignUp, ChatDone):
                user.IsSignedUp = true;
                break;
            case (ChatLogIn, ChatDone):
                user.IsLoggedIn = true;
                break;
            case (ChatJoin { Room: var room }, ChatDone):
                user.IsIn[PlaceOf(room)] = true;
                break;
            case (ChatHistory { Room: var room }, ChatPage { Messages: [.., var last] }):
                user.Seen[PlaceOf(room)] = last.Number;
                break;
        }
    }

    private int PlaceOf(string room) => Array.IndexOf(_rooms, room);

    private sealed class User(int number, int rooms)
    {
        private long _texts;

        public string Name { get; } = "u" + number.ToString(CultureInfo.InvariantCulture);

        public string Token { get; } = "t" + number.ToString(CultureInfo.InvariantCulture);

        public bool IsSignedUp { get; set; }

        public bool IsLoggedIn { get; set; }

        public bool[] IsIn { get; } = new bool[rooms];

        public long[] Seen { get; } = new long[rooms];

        public long Now { get; set; } = 1_000;

        public string NewText() => string.Create(CultureInfo.InvariantCulture, $"{number}.{++_texts}");
    }
}
