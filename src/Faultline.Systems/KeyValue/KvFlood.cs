using Faultline.Model.Operations;
using Faultline.Systems.Sessions;

namespace Faultline.Systems.KeyValue;

/// <summary>What a flood asks of a key-value store.</summary>
internal static class KvFlood
{
    /// <summary>No store opens a session with this number.</summary>
    private const long NoSession = -1;

    /// <summary>A write in a session that was never opened: it takes its way like any other, and is refused when it is applied.</summary>
    public static SessionRequest Request(long number) => new(NoSession, -number, new KvPut("flood", "flood"));
}
