using Faultline.Model.Messages;
using MemoryPack;

namespace Faultline.Systems.Paxos;

/// <summary>The messages of single-decree Paxos. Each names its instance: instances are independent of each other.</summary>
/// <param name="Instance">Which instance of consensus.</param>
[MemoryPackable]
[MemoryPackUnion(0, typeof(Prepare))]
[MemoryPackUnion(1, typeof(Promise))]
[MemoryPackUnion(2, typeof(Accept))]
[MemoryPackUnion(3, typeof(Accepted))]
[MemoryPackUnion(4, typeof(Nack))]
public abstract partial record DecreeMessage(long Instance) : Message;

/// <summary>Phase 1a: a proposer asks for a promise.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The proposer's ballot.</param>
[MemoryPackable]
public sealed partial record Prepare(long Instance, Ballot Ballot) : DecreeMessage(Instance);

/// <summary>Phase 1b: an acceptor promises not to accept below the ballot, and says what it has accepted.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The promised ballot.</param>
/// <param name="AcceptedBallot">The ballot of the accepted value; none without one.</param>
/// <param name="AcceptedValue">The accepted value; null without one.</param>
[MemoryPackable]
public sealed partial record Promise(
    long Instance, Ballot Ballot, Ballot AcceptedBallot, [property: BoundedText] string? AcceptedValue)
    : DecreeMessage(Instance);

/// <summary>Phase 2a: a proposer asks for its value to be accepted.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The proposer's ballot.</param>
/// <param name="Value">The value.</param>
[MemoryPackable]
public sealed partial record Accept(long Instance, Ballot Ballot, [property: BoundedText] string Value) : DecreeMessage(Instance);

/// <summary>Phase 2b: an acceptor tells every learner what it has accepted.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The ballot.</param>
/// <param name="Value">The value.</param>
[MemoryPackable]
public sealed partial record Accepted(long Instance, Ballot Ballot, [property: BoundedText] string Value) : DecreeMessage(Instance);

/// <summary>A refusal, which lets the proposer try again above the promised ballot.</summary>
/// <param name="Instance">Which instance.</param>
/// <param name="Ballot">The refused ballot.</param>
/// <param name="Promised">The promised ballot.</param>
[MemoryPackable]
public sealed partial record Nack(long Instance, Ballot Ballot, Ballot Promised) : DecreeMessage(Instance);
