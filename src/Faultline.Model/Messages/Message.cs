namespace Faultline.Model.Messages;

/// <summary>What one node sends to another: an immutable record that a <see cref="MessageCodec"/> turns into bytes.</summary>
public abstract record Message
{
    /// <summary>
    /// How many bytes more it takes on a link than its encoded form, where it stands for something larger whose content nobody simulates.
    /// </summary>
    /// <returns>Zero or more. Default: zero.</returns>
    public virtual int BytesBesides() => 0;
}
