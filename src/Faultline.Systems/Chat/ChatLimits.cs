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
