using Faultline.Model.Operations;
using Faultline.Systems.Chat;
using Microsoft.Data.Sqlite;

namespace Faultline.Chat.Stores;

/// <summary>A chat kept by one SQLite database, with the answers of <c>chat-replicated</c>'s state machine.</summary>
/// <remarks>Each operation is one transaction, one after another, and answered when it is on the disk (<c>synchronous=FULL</c>).</remarks>
public sealed class SqliteChatStore : IChatStore
{
    private const int Busy = 5;
    private const int Locked = 6;

    private const string Schema =
        """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        CREATE TABLE IF NOT EXISTS users (
            name TEXT PRIMARY KEY, hash TEXT NOT NULL, seen INTEGER NOT NULL, credit INTEGER NOT NULL, credit_at INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS tokens (
            place INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, user TEXT NOT NULL, last_key INTEGER NOT NULL,
            last_number INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS tokens_of_users ON tokens (user, place);
        CREATE TABLE IF NOT EXISTS rooms (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS members (
            room TEXT NOT NULL, user TEXT NOT NULL, read INTEGER NOT NULL, PRIMARY KEY (room, user)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS rooms_of_members ON members (user, room);
        CREATE TABLE IF NOT EXISTS messages (
            room TEXT NOT NULL, number INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (room, number)) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly ChatLimits _limits;
    private readonly SemaphoreSlim _turn = new(1);

    private SqliteChatStore(SqliteConnection connection, ChatLimits limits) => (_connection, _limits) = (connection, limits);

    /// <summary>Opens a database, and makes its tables where it is new.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="limits">How much of anything the chat takes.</param>
    /// <returns>The store, which the caller disposes.</returns>
    /// <exception cref="SqliteException">The file cannot be opened, or is no such database.</exception>
    public static SqliteChatStore Open(string path, ChatLimits limits)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = Schema;
            command.ExecuteNonQuery();
            return new SqliteChatStore(connection, limits);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<ChatResult> AskAsync(ChatOperation operation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var transaction = _connection.BeginTransaction();
            var result = new ChatTransaction(_connection, transaction, _limits).Execute(operation);

            // Only a refused post changes something too: what its author may post later.
            if (operation is not ChatRead) transaction.Commit();
            return result;
        }
        catch (SqliteException error) when (error.SqliteErrorCode is Busy or Locked)
        {
            throw new ChatUnavailableException("the database is in use by another process", error);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _turn.Dispose();
    }
}
