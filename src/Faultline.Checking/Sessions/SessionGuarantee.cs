namespace Faultline.Checking.Sessions;

/// <summary>What a process may count on within its own session.</summary>
public enum SessionGuarantee : byte
{
    /// <summary>A read sees what its process wrote before.</summary>
    ReadYourWrites,

    /// <summary>A read sees what its process has read before.</summary>
    MonotonicReads,

    /// <summary>Who has read a write sees what the writer wrote before it.</summary>
    MonotonicWrites,

    /// <summary>Who has read a write sees what the writer had read before it.</summary>
    WritesFollowReads,
}
