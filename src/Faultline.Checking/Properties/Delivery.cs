namespace Faultline.Checking.Properties;

/// <summary>A message that a receiver delivered to its application.</summary>
/// <param name="Message">What identifies the message.</param>
/// <param name="Time">When.</param>
public readonly record struct Delivery(string Message, TimeSpan Time);

/// <summary>What one receiver delivered, in its order.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Deliveries">What it delivered.</param>
public sealed record DeliveryLog(string Receiver, IReadOnlyList<Delivery> Deliveries);
