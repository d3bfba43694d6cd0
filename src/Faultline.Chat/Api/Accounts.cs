using System.Security.Cryptography;
using System.Text;
using Faultline.Chat.Stores;
using Faultline.Model.Operations;
using Microsoft.AspNetCore.Identity;

namespace Faultline.Chat.Api;

/// <summary>Signs users up and logs them in. Passwords and tokens are verified here; the store sees hashes and digests.</summary>
/// <param name="store">Who keeps them.</param>
/// <param name="time">The clock.</param>
public sealed class Accounts(IChatStore store, TimeProvider time)
{
    /// <summary>The shortest password, in characters.</summary>
    public const int ShortestPassword = 8;

    /// <summary>The longest password: hashing takes as long as there is to hash.</summary>
    public const int LongestPassword = 256;

    private const int TokenBytes = 32;

    private readonly PasswordHasher<string> _hasher = new();

    /// <summary>Who guesses names must not learn from the time that it takes which of them exist.</summary>
    private readonly string _hashOfNobody = new PasswordHasher<string>().HashPassword("", NewToken());

    /// <summary>What the store knows a token by.</summary>
    /// <param name="token">The token.</param>
    /// <returns>Its SHA-256 as hexadecimal digits.</returns>
    public static string DigestOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Takes a name.</summary>
    /// <param name="request">The name and its password.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What came of it.</returns>
    public async Task<ChatResult> SignUpAsync(LogInRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.User is null || request.Password is not { Length: >= ShortestPassword and <= LongestPassword })
            return new ChatRefused(ChatRefusal.BadLength);
        var hash = _hasher.HashPassword(request.User, request.Password);
        var result = await store.AskAsync(new ChatSignUp(request.User, hash), cancellation).ConfigureAwait(false);

        // Whose answer was lost asks again, and each time the hash is another.
        return result is ChatRefused { Why: ChatRefusal.NameTaken } && await KnowsAsync(request, cancellation).ConfigureAwait(false)
            ? ChatDone.Instance
            : result;
    }

    /// <summary>Gives a new token to who knows a user's password.</summary>
    /// <param name="request">The name and its password.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The token; null where there is no such user, or the password is another.</returns>
    public async Task<string?> LogInAsync(LogInRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.User is null || request.Password is not { Length: <= LongestPassword }) return null;
        if (!await KnowsAsync(request, cancellation).ConfigureAwait(false)) return null;
        var token = NewToken();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return await store.AskAsync(new ChatLogIn(request.User, DigestOf(token), now), cancellation).ConfigureAwait(false) is ChatDone
            ? token
            : null;
    }

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    private async Task<bool> KnowsAsync(LogInRequest request, CancellationToken cancellation)
    {
        var secret = await store.AskAsync(new ChatCredential(request.User), cancellation).ConfigureAwait(false) as ChatSecret;
        var isRight = _hasher.VerifyHashedPassword(request.User, secret?.PasswordHash ?? _hashOfNobody, request.Password);
        return secret is not null && isRight != PasswordVerificationResult.Failed;
    }
}
