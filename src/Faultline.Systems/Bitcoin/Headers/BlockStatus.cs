namespace Faultline.Systems.Bitcoin.Headers;

/// <summary>What a node knows of a block.</summary>
[Flags]
public enum BlockStatus
{
    /// <summary>Nothing: it has not even the header.</summary>
    Unknown = 0,

    /// <summary>The header keeps all its rules.</summary>
    HeaderValid = 1,

    /// <summary>The node has the block itself.</summary>
    HasData = 2,

    /// <summary>The node has this block and all before it, so that it can be connected.</summary>
    IsComplete = 4,

    /// <summary>It was connected once: this block and all before it keep all rules.</summary>
    Valid = 8,

    /// <summary>It breaks a rule, or the operator said so.</summary>
    Failed = 16,

    /// <summary>A block before it failed.</summary>
    FailedDescendant = 32,

    /// <summary>It cannot be part of the chain.</summary>
    AnyFailure = Failed | FailedDescendant,
}
