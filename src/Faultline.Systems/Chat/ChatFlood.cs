using Faultline.Model.Operations;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.Chat;

/// <summary>What a flood asks of a chat.</summary>
internal static class ChatFlood
{
    /// <summary>No machine opens a session with this number.</summary>
    private const long NoSession = -1;

    /// <summary>A message in a session that was never opened: it takes its way like any other, and is refused when it is applied.</summary>
    public static SessionRequest Request(long number) => new(NoSession, -number, new ChatPost("flood", "flood", "flood", 0));
}
