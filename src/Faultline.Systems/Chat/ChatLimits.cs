using Faultline.Model.Systems;

namespace Faultline.Systems.Chat;

/// <summary>How much of anything a chat takes. All replicas must have the same limits: they decide what is refused.</summary>
/// <param name="MessageCharacters">How long a message may be, in UTF-16 code units.</param>
/// <param name="PostBurst">How many messages a user who was silent may post at once.</param>
/// <param name="PostInterval">After how many milliseconds a user may post one more.</param>
public sealed record ChatLimits(int MessageCharacters = 4_000, int PostBurst = 20, int PostInterval = 100)
{
    /// <summary>How long names of users and rooms may be.</summary>
    public const int NameCharacters = 32;

    /// <summary>How long a password's hash or a token's digest may be.</summary>
    public const int SecretCharacters = 256;

    /// <summary>How many users, and how many rooms, there may be.</summary>
    public const int Most = 100_000;

    /// <summary>How many messages a page has at most.</summary>
    public const int PageMessages = 200;

    /// <summary>How many tokens of a user are valid; one more makes the oldest void.</summary>
    public const int TokensOfUser = 8;

    /// <summary>The options as users see them.</summary>
    public static IReadOnlyList<SystemOption> Options { get; } =
    [
        new("message-characters", "4000", "how long a message may be"),
        new("post-burst", "20", "how many messages a user who was silent may post at once"),
        new("post-interval", "100", "after how many milliseconds a user may post one more"),
    ];

    /// <summary>Whether a text can be the name of a user or a room.</summary>
    /// <param name="name">The text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= NameCharacters } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Whether a text can be a password's hash or a token's digest.</summary>
    /// <param name="secret">The text.</param>
    /// <returns>Whether it can.</returns>
    public static bool IsSecret(string? secret) => secret is { Length: > 0 and <= SecretCharacters };

    /// <summary>Any number can come as a time; what is reckoned with is in the years 1970 to 9999.</summary>
    /// <param name="at">The number.</param>
    /// <returns>The time in milliseconds since 1970.</returns>
    public static long TimeOf(long at) => Math.Clamp(at, 0, 253_402_300_799_999);

    /// <summary>Whether a text may be a message.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether it may.</returns>
    public bool IsMessage(string? text) => text is { Length: > 0 } && text.Length <= MessageCharacters;

    /// <summary>Takes what a message costs from a user's token bucket.</summary>
    /// <remarks>
    /// Times come from several servers' clocks. One that steps back gives nothing, so two clocks that are apart give no more credit than
    /// that with each change between them, and a clock that is far ahead locks nobody out for longer than until the next message.
    /// </remarks>
    /// <param name="credit">For how many milliseconds of silence the user has not posted yet.</param>
    /// <param name="creditAt">When that was reckoned.</param>
    /// <param name="at">When the message is posted.</param>
    /// <returns>Whether the credit is enough, and what is left.</returns>
    public (bool IsEnough, long Left) Spend(long credit, long creditAt, long at)
    {
        var most = (long)PostBurst * PostInterval;
        if (at > creditAt) credit = at - creditAt >= most ? most : Math.Min(most, credit + at - creditAt);
        return credit < PostInterval ? (false, credit) : (true, credit - PostInterval);
    }

    /// <summary>The limits that a run's options ask for.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The limits.</returns>
    /// <exception cref="ArgumentException">An option is out of its range; the message is for the user.</exception>
    public static ChatLimits Of(SystemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ChatLimits(
            Within("message-characters", 1_000_000), Within("post-burst", 1_000_000), Within("post-interval", 3_600_000));

        int Within(string name, int most) => options.Number(name) is var number && number >= 1 && number <= most
            ? number
            : throw new ArgumentException($"option {name} must be 1 to {most}");
    }
}
