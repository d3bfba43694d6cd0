using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Model.Operations;

/// <summary>An operation on a chat: rooms with members, and in each room messages that are numbered from 1 without gaps.</summary>
/// <remarks>
/// <para>Who acts is shown by a token that a <see cref="ChatLogIn"/> gave to a user. What is kept of a password is its hash, and of a token
/// its digest: both are made before the operation is, and verified by whoever reads them back.</para>
/// <para>A time is part of the operation that needs one, in milliseconds since 1970 by the clock of whoever asks; so that every replica
/// reckons with the same.</para>
/// </remarks>
public abstract record ChatOperation : MachineOperation;

/// <summary>An operation on a chat that changes nothing.</summary>
public abstract record ChatRead : ChatOperation;

/// <summary>Takes a name. Doing so again with the same hash is no error.</summary>
/// <param name="User">The name.</param>
/// <param name="PasswordHash">The hash of the password, with its salt.</param>
[MemoryPackable]
public sealed partial record ChatSignUp([property: BoundedText] string User, [property: BoundedText] string PasswordHash) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"sign up {User}";
}

/// <summary>Gives a user a token. Whoever asks has verified the password.</summary>
/// <param name="User">The user.</param>
/// <param name="Token">The token's digest, of random bits that nobody can guess.</param>
/// <param name="At">When.</param>
[MemoryPackable]
public sealed partial record ChatLogIn([property: BoundedText] string User, [property: BoundedText] string Token, long At) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"log in {User}";
}

/// <summary>Makes a token void.</summary>
/// <param name="Token">The token's digest.</param>
[MemoryPackable]
public sealed partial record ChatLogOut([property: BoundedText] string Token) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => "log out";
}

/// <summary>Makes a user a member of a room, which exists from its first member on.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
[MemoryPackable]
public sealed partial record ChatJoin([property: BoundedText] string Token, [property: BoundedText] string Room) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"join {Room}";
}

/// <summary>Ends a membership; the room and its messages stay.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
[MemoryPackable]
public sealed partial record ChatLeave([property: BoundedText] string Token, [property: BoundedText] string Room) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"leave {Room}";
}

/// <summary>Adds a message to a room; its result is <see cref="ChatPosted"/>. Who posts has read the room up to there.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
/// <param name="Text">The message.</param>
/// <param name="At">When.</param>
/// <param name="Key">
/// What the user knows the message by, so that posting it again, through whichever server, gives the first one's number; 0 for nothing.
/// A token remembers the key of its last message.
/// </param>
[MemoryPackable]
public sealed partial record ChatPost(
    [property: BoundedText] string Token, [property: BoundedText] string Room, [property: BoundedText] string Text, long At, long Key = 0)
    : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"post {Text} to {Room}";
}

/// <summary>Marks a room as read up to a message; a mark never goes back.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
/// <param name="Number">The message's number.</param>
[MemoryPackable]
public sealed partial record ChatMark(
    [property: BoundedText] string Token, [property: BoundedText] string Room, long Number) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => $"mark {Room} as read up to {Number}";
}

/// <summary>Says that a user is there: presence is when that was said last.</summary>
/// <param name="Token">Whose.</param>
/// <param name="At">When.</param>
[MemoryPackable]
public sealed partial record ChatHere([property: BoundedText] string Token, long At) : ChatOperation
{
    /// <inheritdoc />
    public override string ToString() => "here";
}

/// <summary>Reads what a password is verified against; its result is <see cref="ChatSecret"/>. For servers only, never for users.</summary>
/// <param name="User">The user.</param>
[MemoryPackable]
public sealed partial record ChatCredential([property: BoundedText] string User) : ChatRead
{
    /// <inheritdoc />
    public override string ToString() => $"credential of {User}";
}

/// <summary>Reads messages of a room in their order; its result is a <see cref="ChatPage"/>.</summary>
/// <remarks>Numbers have no gaps, so who pages backwards asks from so many before the oldest that he has.</remarks>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
/// <param name="From">The first number wanted, from 1.</param>
/// <param name="Count">How many at most.</param>
[MemoryPackable]
public sealed partial record ChatHistory(
    [property: BoundedText] string Token, [property: BoundedText] string Room, long From, int Count) : ChatRead
{
    /// <inheritdoc />
    public override string ToString() => $"read {Room} from {From}";
}

/// <summary>Reads the rooms of a user; its result is a <see cref="ChatRoomList"/>.</summary>
/// <param name="Token">Whose.</param>
[MemoryPackable]
public sealed partial record ChatRooms([property: BoundedText] string Token) : ChatRead
{
    /// <inheritdoc />
    public override string ToString() => "rooms";
}

/// <summary>Reads the members of a room and when each was there; its result is a <see cref="ChatMemberList"/>.</summary>
/// <param name="Token">Whose.</param>
/// <param name="Room">The room.</param>
[MemoryPackable]
public sealed partial record ChatMembers([property: BoundedText] string Token, [property: BoundedText] string Room) : ChatRead
{
    /// <inheritdoc />
    public override string ToString() => $"members of {Room}";
}
