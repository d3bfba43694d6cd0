using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.Chat;

/// <summary>The state of a <see cref="ChatMachine"/>.</summary>
/// <param name="Applied">How many commands were applied.</param>
/// <param name="Users">The users in order.</param>
/// <param name="Rooms">The rooms in order.</param>
/// <param name="Sessions">The sessions in order.</param>
[MemoryPackable]
internal sealed partial record ChatImage(long Applied, UserImage[] Users, RoomImage[] Rooms, Session<ChatResult>[] Sessions)
{
    /// <summary>Reads an image that a stranger may have written.</summary>
    /// <returns>The image; null where the bytes are none, or are no machine's.</returns>
    public static ChatImage? TryRead(ReadOnlySpan<byte> bytes) =>
        StrangeBytes.TryRead(bytes, out ChatImage? image) && image.IsWhole ? image : null;

    [MemoryPackIgnore]
    private bool IsWhole =>
        Users.IsAscending(static user => user?.Name) && Users.All(static user => user.IsWhole)
        && HaveTokensOfTheirOwn
        && Rooms.IsAscending(static room => room?.Name) && HaveKnownMembers && Rooms.All(static room => room.HasMessages)
        && Sessions.AreWhole();

    private bool HaveTokensOfTheirOwn
    {
        get
        {
            var tokens = new HashSet<string>(StringComparer.Ordinal);
            return Users.SelectMany(static user => user.Tokens).All(token => tokens.Add(token.Digest));
        }
    }

    private bool HaveKnownMembers
    {
        get
        {
            var names = Users.Select(static user => user.Name).ToHashSet(StringComparer.Ordinal);
            return Rooms.All(room =>
                room.Members.IsAscending(static member => member?.User) && room.Members.All(member => names.Contains(member.User)));
        }
    }
}

/// <summary>A user.</summary>
/// <param name="Name">The name.</param>
/// <param name="PasswordHash">The hash of the password.</param>
/// <param name="SeenAt">When the user was there last.</param>
/// <param name="Credit">How much the user may post.</param>
/// <param name="CreditAt">When that was reckoned.</param>
/// <param name="Tokens">The valid tokens, the oldest first.</param>
[MemoryPackable]
internal sealed partial record UserImage(
    [property: BoundedText] string Name, [property: BoundedText] string PasswordHash, long SeenAt, long Credit, long CreditAt,
    TokenImage[] Tokens)
{
    [MemoryPackIgnore]
    public bool IsWhole =>
        PasswordHash is not null && Tokens is not null && Array.TrueForAll(Tokens, static token => token?.Digest is not null);


    public static UserImage Of(ChatUser user) => new(
        user.Name, user.PasswordHash, user.SeenAt, user.Credit, user.CreditAt,
        [.. user.Tokens.Select(static token => new TokenImage(token.Digest, token.LastKey, token.LastNumber))]);

    public ChatUser ToUser()
    {
        var user = new ChatUser(Name, PasswordHash) { SeenAt = SeenAt, Credit = Credit, CreditAt = CreditAt };
        user.Tokens.AddRange(Tokens.Select(static token =>
            new ChatToken(token.Digest) { LastKey = token.LastKey, LastNumber = token.LastNumber }));
        return user;
    }
}

/// <summary>A token.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="LastKey">The key of the last message posted with it under one.</param>
/// <param name="LastNumber">That message's number.</param>
[MemoryPackable]
internal sealed partial record TokenImage([property: BoundedText] string Digest, long LastKey, long LastNumber);

/// <summary>A room.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">The members in order.</param>
/// <param name="Messages">The messages in order.</param>
[MemoryPackable]
internal sealed partial record RoomImage([property: BoundedText] string Name, MembershipImage[] Members, ChatMessage[] Messages)
{
    /// <summary>Whether its messages are numbered as a room's are.</summary>
    [MemoryPackIgnore]
    public bool HasMessages => Messages is not null
        && Messages.Index().All(static at => at.Item is { Author: not null, Text: not null } && at.Item.Number == at.Index + 1);
}

/// <summary>A membership.</summary>
/// <param name="User">Whose.</param>
/// <param name="Read">Up to which message the member has read.</param>
[MemoryPackable]
internal sealed partial record MembershipImage([property: BoundedText] string User, long Read);
