using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Benchmarks.Echo;

/// <summary>The two messages of the echo. A node sends the same two objects again and again: messages are immutable.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Ping))]
[MemoryPackUnion(1, typeof(Pong))]
internal abstract partial record EchoMessage(long Number) : Message;

/// <summary>Asks for a <see cref="Pong"/>.</summary>
[MemoryPackable]
internal sealed partial record Ping(long Number) : EchoMessage(Number);

/// <summary>Answers a <see cref="Ping"/>.</summary>
[MemoryPackable]
internal sealed partial record Pong(long Number) : EchoMessage(Number);
