using Faultline.Model.Operations;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.Chat;

/// <summary>A chat as a state machine: users with their tokens, rooms with their members and messages, and sessions.</summary>
/// <param name="sessionCapacity">How many sessions are kept.</param>
/// <param name="limits">How much of anything it takes.</param>
internal sealed class ChatMachine(int sessionCapacity, ChatLimits limits) : SessionMachine<ChatResult>(sessionCapacity)
{
    private readonly ChatUsers _users = new();
    private readonly SortedDictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private long _bytesOfMessages;
    private long _memberships;

    /// <summary>A planted mistake: each page is sorted by when its messages were posted, by whatever clock.</summary>
    public bool SortsByTime { get; init; }

    /// <inheritdoc />
    protected override long BytesOfState => _bytesOfMessages + (512L * _users.Count) + (256L * _rooms.Count) + (96L * _memberships);

    /// <inheritdoc />
    public override bool Understands(MachineOperation operation) => operation is ChatOperation;

    /// <inheritdoc />
    public override ChatResult Execute(MachineOperation operation) => operation switch
    {
        ChatSignUp signUp => SignUp(signUp),
        ChatLogIn logIn => LogIn(logIn),
        ChatLogOut logOut => LogOut(logOut.Token),
        ChatCredential read => read.User is not null && _users.Find(read.User) is { } user
            ? new ChatSecret(user.PasswordHash)
            : Refuse(ChatRefusal.NoSuchUser),
        ChatJoin join => As(join.Token, user => Join(user, join.Room)),
        ChatLeave leave => In(leave.Room, leave.Token, (user, room) => Leave(user, room)),
        ChatPost post => In(post.Room, post.Token, (user, room) => Post(user, room, post)),
        ChatMark mark => In(mark.Room, mark.Token, (user, room) => Mark(user, room, mark.Number)),
        ChatHere here => As(here.Token, user => See(user, here.At)),
        ChatHistory read => In(read.Room, read.Token, (_, room) => Page(room, read)),
        ChatRooms read => As(read.Token, RoomsOf),
        ChatMembers read => In(read.Room, read.Token, (_, room) => MembersOf(room)),
        _ => throw new ArgumentException($"a chat has no operation {operation.GetType().Name}", nameof(operation)),
    };

    /// <inheritdoc />
    protected override Reply ReplyOf(long sequence, ChatResult result) => new ChatReply(sequence, result);

    /// <inheritdoc />
    protected override byte[] Save(long applied, Session<ChatResult>[] sessions) => MemoryPackSerializer.Serialize(new ChatImage(
        applied, [.. _users.All.Select(UserImage.Of)], [.. _rooms.Select(static room => room.Value.Save(room.Key))], sessions));

    /// <inheritdoc />
    protected override (long Applied, Session<ChatResult>[] Sessions)? LoadState(ReadOnlySpan<byte> bytes)
    {
        if (ChatImage.TryRead(bytes) is not { } image) return null;
        _users.Clear();
        _rooms.Clear();
        _bytesOfMessages = _memberships = 0;
        foreach (var user in image.Users) _users.Add(user.ToUser());
        foreach (var saved in image.Rooms)
        {
            var room = Room.Load(saved);
            _rooms.Add(saved.Name, room);
            _memberships += room.Members.Count;
            foreach (var message in room.Messages) _bytesOfMessages += BytesOf(message);
        }

        return (image.Applied, image.Sessions);
    }

    private static ChatRefused Refuse(ChatRefusal why) => new(why);

    private ChatResult As(string token, Func<ChatUser, ChatResult> act) =>
        token is not null && _users.OfToken(token) is { } user ? act(user) : Refuse(ChatRefusal.NotLoggedIn);

    private ChatResult In(string name, string token, Func<ChatUser, Room, ChatResult> act) => As(token, user =>
        name is not null && _rooms.GetValueOrDefault(name) is { } room && room.Members.ContainsKey(user.Name)
            ? act(user, room)
            : Refuse(ChatRefusal.NotAMember));

    private ChatResult SignUp(ChatSignUp signUp)
    {
        if (!ChatLimits.IsName(signUp.User) || !ChatLimits.IsSecret(signUp.PasswordHash)) return Refuse(ChatRefusal.BadName);
        if (_users.Find(signUp.User) is { } known)
            return known.PasswordHash == signUp.PasswordHash ? ChatDone.Instance : Refuse(ChatRefusal.NameTaken);
        if (_users.Count >= ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
        _users.Add(new ChatUser(signUp.User, signUp.PasswordHash));
        return ChatDone.Instance;
    }

    private ChatResult LogIn(ChatLogIn logIn)
    {
        if (logIn.User is null || _users.Find(logIn.User) is not { } user) return Refuse(ChatRefusal.NoSuchUser);
        if (!ChatLimits.IsSecret(logIn.Token)) return Refuse(ChatRefusal.BadName);
        if (_users.OfToken(logIn.Token) is { } other && other != user) return Refuse(ChatRefusal.BadName);
        _users.Give(user, logIn.Token);
        return See(user, logIn.At);
    }

    private ChatDone LogOut(string token)
    {
        if (token is not null) _users.Void(token);
        return ChatDone.Instance;
    }

    private ChatResult Join(ChatUser user, string name)
    {
        if (!ChatLimits.IsName(name)) return Refuse(ChatRefusal.BadName);
        if (!_rooms.TryGetValue(name, out var room))
        {
            if (_rooms.Count >= ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
            _rooms.Add(name, room = new Room());
        }

        if (room.Members.ContainsKey(user.Name)) return ChatDone.Instance;
        if (_memberships >= 10L * ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
        room.Members.Add(user.Name, 0);
        _memberships++;
        return ChatDone.Instance;
    }

    private ChatDone Leave(ChatUser user, Room room)
    {
        room.Members.Remove(user.Name);
        _memberships--;
        return ChatDone.Instance;
    }

    private ChatResult Post(ChatUser user, Room room, ChatPost post)
    {
        var token = _users.Token(post.Token);
        if (post.Key != 0 && post.Key == token.LastKey) return new ChatPosted(token.LastNumber);
        if (!limits.IsMessage(post.Text)) return Refuse(ChatRefusal.BadLength);
        if (!user.TryPost(ChatLimits.TimeOf(post.At), limits)) return Refuse(ChatRefusal.TooFast);
        See(user, post.At);
        var message = new ChatMessage(room.Messages.Count + 1, user.Name, post.Text, post.At);
        room.Messages.Add(message);
        _bytesOfMessages += BytesOf(message);
        room.Members[user.Name] = message.Number;
        if (post.Key != 0) (token.LastKey, token.LastNumber) = (post.Key, message.Number);
        return new ChatPosted(message.Number);
    }

    private static ChatDone Mark(ChatUser user, Room room, long number)
    {
        var mark = Math.Min(number, room.Messages.Count);
        if (mark > room.Members[user.Name]) room.Members[user.Name] = mark;
        return ChatDone.Instance;
    }

    private static ChatDone See(ChatUser user, long at)
    {
        user.SeenAt = Math.Max(user.SeenAt, ChatLimits.TimeOf(at));
        return ChatDone.Instance;
    }

    private ChatPage Page(Room room, ChatHistory read)
    {
        var from = (int)Math.Clamp(read.From, 1, room.Messages.Count + 1L);
        var count = Math.Min(Math.Clamp(read.Count, 0, ChatLimits.PageMessages), room.Messages.Count + 1 - from);
        var messages = room.Messages.GetRange(from - 1, count);
        return new ChatPage(SortsByTime ? [.. messages.OrderBy(static message => message.At)] : messages, room.Messages.Count);
    }

    private ChatRoomList RoomsOf(ChatUser user) => new(
    [
        .. from room in _rooms
           where room.Value.Members.ContainsKey(user.Name)
           select new ChatRoom(room.Key, room.Value.Members.Count, room.Value.Messages.Count, room.Value.Members[user.Name]),
    ]);

    private ChatMemberList MembersOf(Room room) =>
        new([.. room.Members.Keys.Select(name => new ChatMember(name, _users.Find(name)!.SeenAt))]);

    private static long BytesOf(ChatMessage message) => 96 + (2 * (message.Author.Length + message.Text.Length));

    /// <summary>A room: its members with how far each has read, and its messages, of which the one numbered n stands at n - 1.</summary>
    private sealed class Room
    {
        public SortedDictionary<string, long> Members { get; } = new(StringComparer.Ordinal);

        public List<ChatMessage> Messages { get; } = [];

        public RoomImage Save(string name) =>
            new(name, [.. Members.Select(static member => new MembershipImage(member.Key, member.Value))], [.. Messages]);

        public static Room Load(RoomImage image)
        {
            var room = new Room();
            foreach (var member in image.Members) room.Members.Add(member.User, member.Read);
            room.Messages.AddRange(image.Messages);
            return room;
        }
    }
}
