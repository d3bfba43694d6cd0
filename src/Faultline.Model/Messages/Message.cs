namespace Faultline.Model.Messages;

/// <summary>What one node sends to another: an immutable record that a <see cref="MessageCodec"/> turns into bytes.</summary>
public abstract record Message;
