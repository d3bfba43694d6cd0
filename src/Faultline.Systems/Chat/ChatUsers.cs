namespace Faultline.Systems.Chat;

/// <summary>The users of a chat, and the tokens that act for them.</summary>
internal sealed class ChatUsers
{
    private readonly SortedDictionary<string, ChatUser> _users = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (ChatUser User, ChatToken Token)> _byToken = new(StringComparer.Ordinal);

    public int Count => _users.Count;

    /// <summary>All of them, in the order of their names.</summary>
    public IEnumerable<ChatUser> All => _users.Values;

    public ChatUser? Find(string name) => _users.GetValueOrDefault(name);

    /// <summary>For whom a token acts; null for nobody.</summary>
    public ChatUser? OfToken(string digest) => _byToken.GetValueOrDefault(digest).User;

    /// <summary>A valid token.</summary>
    public ChatToken Token(string digest) => _byToken[digest].Token;

    public void Add(ChatUser user)
    {
        _users.Add(user.Name, user);
        foreach (var token in user.Tokens) _byToken.Add(token.Digest, (user, token));
    }

    /// <summary>Makes a token act for a user, and the oldest void where the user has too many.</summary>
    public void Give(ChatUser user, string digest)
    {
        var token = new ChatToken(digest);
        if (!_byToken.TryAdd(digest, (user, token))) return;
        user.Tokens.Add(token);
        if (user.Tokens.Count > ChatLimits.TokensOfUser) Void(user.Tokens[0].Digest);
    }

    public void Void(string digest)
    {
        if (_byToken.Remove(digest, out var found)) found.User.Tokens.Remove(found.Token);
    }

    public void Clear()
    {
        _users.Clear();
        _byToken.Clear();
    }
}

/// <summary>A token, and the last message that was posted with it under a key.</summary>
/// <param name="digest">Its digest.</param>
internal sealed class ChatToken(string digest)
{
    public string Digest { get; } = digest;

    public long LastKey { get; set; }

    public long LastNumber { get; set; }
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
    public List<ChatToken> Tokens { get; } = [];

    /// <summary>Takes from the credit what a message costs.</summary>
    /// <returns>Whether there was enough.</returns>
    public bool TryPost(long at, ChatLimits limits)
    {
        (var isEnough, Credit) = limits.Spend(Credit, CreditAt, at);
        CreditAt = at;
        return isEnough;
    }
}
