using Faultline.Model.Operations;
using Faultline.Systems.Chat;
using Microsoft.Data.Sqlite;

namespace Faultline.Chat.Stores;

/// <summary>One operation on a chat in a database, within a transaction that the caller ends.</summary>
internal sealed class ChatTransaction(SqliteConnection connection, SqliteTransaction transaction, ChatLimits limits)
{
    public ChatResult Execute(ChatOperation operation) => operation switch
    {
        ChatSignUp signUp => SignUp(signUp),
        ChatLogIn logIn => LogIn(logIn),
        ChatLogOut logOut => LogOut(logOut.Token),
        ChatCredential read => HashOf(read.User) is { } hash ? new ChatSecret(hash) : Refuse(ChatRefusal.NoSuchUser),
        ChatJoin join => As(join.Token, user => Join(user, join.Room)),
        ChatLeave leave => In(leave.Room, leave.Token, user => Leave(user, leave.Room)),
        ChatPost post => In(post.Room, post.Token, user => Post(user, post)),
        ChatMark mark => In(mark.Room, mark.Token, user => Mark(user, mark)),
        ChatHere here => As(here.Token, user => See(user, here.At)),
        ChatHistory read => In(read.Room, read.Token, _ => Page(read)),
        ChatRooms read => As(read.Token, RoomsOf),
        ChatMembers read => In(read.Room, read.Token, _ => MembersOf(read.Room)),
        _ => throw new ArgumentException($"a chat has no operation {operation.GetType().Name}", nameof(operation)),
    };

    private static ChatRefused Refuse(ChatRefusal why) => new(why);

    private ChatResult As(string token, Func<string, ChatResult> act) =>
        Text("SELECT user FROM tokens WHERE digest = $1", token) is { } user ? act(user) : Refuse(ChatRefusal.NotLoggedIn);

    private ChatResult In(string room, string token, Func<string, ChatResult> act) => As(token, user =>
        Number("SELECT count(*) FROM members WHERE room = $1 AND user = $2", room, user) == 1 ? act(user) : Refuse(ChatRefusal.NotAMember));

    private string? HashOf(string user) => Text("SELECT hash FROM users WHERE name = $1", user);

    private ChatResult SignUp(ChatSignUp signUp)
    {
        if (!ChatLimits.IsName(signUp.User) || !ChatLimits.IsSecret(signUp.PasswordHash)) return Refuse(ChatRefusal.BadName);
        if (HashOf(signUp.User) is { } hash) return hash == signUp.PasswordHash ? ChatDone.Instance : Refuse(ChatRefusal.NameTaken);
        if (Number("SELECT count(*) FROM users") >= ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
        return Done("INSERT INTO users VALUES ($1, $2, 0, 0, 0)", signUp.User, signUp.PasswordHash);
    }

    private ChatResult LogIn(ChatLogIn logIn)
    {
        if (HashOf(logIn.User) is null) return Refuse(ChatRefusal.NoSuchUser);
        var owner = ChatLimits.IsSecret(logIn.Token) ? Text("SELECT user FROM tokens WHERE digest = $1", logIn.Token) : "";
        if (owner is not null && owner != logIn.User) return Refuse(ChatRefusal.BadName);
        if (owner is null)
        {
            Done("INSERT INTO tokens (digest, user, last_key, last_number) VALUES ($1, $2, 0, 0)", logIn.Token, logIn.User);
            Done(
                "DELETE FROM tokens WHERE place IN (SELECT place FROM tokens WHERE user = $1 ORDER BY place DESC LIMIT -1 OFFSET $2)",
                logIn.User, ChatLimits.TokensOfUser);
        }

        return See(logIn.User, logIn.At);
    }

    private ChatDone LogOut(string token) => Done("DELETE FROM tokens WHERE digest = $1", token);

    private ChatResult Join(string user, string room)
    {
        if (!ChatLimits.IsName(room)) return Refuse(ChatRefusal.BadName);
        if (Number("SELECT count(*) FROM rooms WHERE name = $1", room) == 0)
        {
            if (Number("SELECT count(*) FROM rooms") >= ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
            Done("INSERT INTO rooms VALUES ($1, 0)", room);
        }

        if (Number("SELECT count(*) FROM members WHERE room = $1 AND user = $2", room, user) == 1) return ChatDone.Instance;
        if (Number("SELECT count(*) FROM members") >= 10L * ChatLimits.Most) return Refuse(ChatRefusal.TooMany);
        return Done("INSERT INTO members VALUES ($1, $2, 0)", room, user);
    }

    private ChatDone Leave(string user, string room) => Done("DELETE FROM members WHERE room = $1 AND user = $2", room, user);

    private ChatResult Post(string user, ChatPost post)
    {
        if (post.Key != 0 && Number("SELECT last_key FROM tokens WHERE digest = $1", post.Token) == post.Key)
            return new ChatPosted(Number("SELECT last_number FROM tokens WHERE digest = $1", post.Token));
        if (!limits.IsMessage(post.Text)) return Refuse(ChatRefusal.BadLength);
        var at = ChatLimits.TimeOf(post.At);
        var (isEnough, left) = limits.Spend(
            Number("SELECT credit FROM users WHERE name = $1", user), Number("SELECT credit_at FROM users WHERE name = $1", user), at);
        Done("UPDATE users SET credit = $2, credit_at = $3 WHERE name = $1", user, left, at);
        if (!isEnough) return Refuse(ChatRefusal.TooFast);
        See(user, post.At);
        var number = Last(post.Room) + 1;
        Done("INSERT INTO messages VALUES ($1, $2, $3, $4, $5)", post.Room, number, user, post.Text, post.At);
        Done("UPDATE rooms SET last = $2 WHERE name = $1", post.Room, number);
        Done("UPDATE members SET read = $3 WHERE room = $1 AND user = $2", post.Room, user, number);
        if (post.Key != 0) Done("UPDATE tokens SET last_key = $2, last_number = $3 WHERE digest = $1", post.Token, post.Key, number);
        return new ChatPosted(number);
    }

    private ChatDone Mark(string user, ChatMark mark) => Done(
        "UPDATE members SET read = max(read, min($3, (SELECT last FROM rooms WHERE name = $1))) WHERE room = $1 AND user = $2",
        mark.Room, user, mark.Number);

    private ChatDone See(string user, long at) =>
        Done("UPDATE users SET seen = max(seen, $2) WHERE name = $1", user, ChatLimits.TimeOf(at));

    private ChatPage Page(ChatHistory read) => new(
        Rows(
            "SELECT number, author, text, at FROM messages WHERE room = $1 AND number >= $2 ORDER BY number LIMIT $3",
            static row => new ChatMessage(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
            read.Room, Math.Max(read.From, 1), Math.Clamp(read.Count, 0, ChatLimits.PageMessages)),
        Last(read.Room));

    private ChatRoomList RoomsOf(string user) => new(Rows(
        """
        SELECT room, (SELECT count(*) FROM members AS all_of WHERE all_of.room = members.room), last, read
        FROM members JOIN rooms ON name = room WHERE user = $1 ORDER BY room
        """,
        static row => new ChatRoom(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), user));

    private ChatMemberList MembersOf(string room) => new(Rows(
        "SELECT user, seen FROM members JOIN users ON name = user WHERE room = $1 ORDER BY user",
        static row => new ChatMember(row.GetString(0), row.GetInt64(1)), room));

    private long Last(string room) => Number("SELECT last FROM rooms WHERE name = $1", room);

    private long Number(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return (long)command.ExecuteScalar()!;
    }

    private string? Text(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return (string?)command.ExecuteScalar();
    }

    private ChatDone Done(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
        return ChatDone.Instance;
    }

    private List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params object?[] values)
    {
        using var command = Command(sql, values);
        using var rows = command.ExecuteReader();
        var list = new List<T>();
        while (rows.Read()) list.Add(read(rows));
        return list;
    }

    private SqliteCommand Command(string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        return command;
    }
}
