namespace Faultline.Systems.Chat;

/// <summary>The users of a chat, and the tokens that act for them.</summary>
internal sealed class ChatUsers
{
    private readonly SortedDictionary<string, ChatUser> _users = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ChatUser> _byToken = new(StringComparer.Ordinal);

    public int Count => _users.Count;

    /// <summary>All of them, in the order of their names.</summary>
    public IEnumerable<ChatUser> All => _users.Values;

    public ChatUser? Find(string name) => _users.GetValueOrDefault(name);

    /// <summary>For whom a token acts; null for nobody.</summary>
    public ChatUser? OfToken(string token) => _byToken.GetValueOrDefault(token);

    public void Add(ChatUser user)
    {
        _users.Add(user.Name, user);
        foreach (var token in user.Tokens) _byToken.Add(token, user);
    }

    /// <summary>Makes a token act for a user, and the oldest void where the user has too many.</summary>
    public void Give(ChatUser user, string token)
    {
        if (!_byToken.TryAdd(token, user)) return;
        user.Tokens.Add(token);
        if (user.Tokens.Count > ChatLimits.TokensOfUser) Void(user.Tokens[0]);
    }

    public void Void(string token)
    {
        if (_byToken.Remove(token, out var user)) user.Tokens.Remove(token);
    }

    public void Clear()
    {
        _users.Clear();
        _byToken.Clear();
    }
}

/// <summary>A user of a chat.</summary>
/// <param name="name">The name.</param>
/// <param name="passwordHash">The hash of the password.</param>
internal sealed class ChatUser(string name, string passwordHash)
{
    public string Name { get; } = name;

    public string PasswordHash { get; } = passwordHash;

    /// <summary>When the user was there last, in milliseconds since 1970.</summary>
    public long SeenAt { get; set; }

    /// <summary>A token bucket: for how many milliseconds of silence the user has not posted yet.</summary>
    public long Credit { get; set; }

    /// <summary>When the credit was reckoned last.</summary>
    public long CreditAt { get; set; }

    /// <summary>The valid tokens, the oldest first.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>Takes from the credit what a message costs.</summary>
    /// <remarks>
    /// Times come from several servers' clocks. One that steps back gives nothing, so two clocks that are apart give no more credit than
    /// that with each change between them, and a clock that is far ahead locks nobody out for longer than until the next message.
    /// </remarks>
    /// <returns>Whether there was enough.</returns>
    public bool TryPost(long at, ChatLimits limits)
    {
        var most = (long)limits.PostBurst * limits.PostInterval;
        if (at > CreditAt) Credit = at - CreditAt >= most ? most : Math.Min(most, Credit + at - CreditAt);
        CreditAt = at;
        if (Credit < limits.PostInterval) return false;
        Credit -= limits.PostInterval;
        return true;
    }
}
