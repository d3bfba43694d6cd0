using Faultline.Model.Messages;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.AsyncBackup;

/// <summary>What a primary and its backups say to each other.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(PrimaryAlive))]
[MemoryPackUnion(1, typeof(ShippedCommand))]
[MemoryPackUnion(2, typeof(StateRequest))]
[MemoryPackUnion(3, typeof(StateTransfer))]
public abstract partial record BackupMessage : Message;

/// <summary>The primary is there.</summary>
/// <param name="Epoch">Counts the fail-overs; of two primaries the one with the higher epoch stays.</param>
/// <param name="Applied">How many commands it has applied.</param>
[MemoryPackable]
public sealed partial record PrimaryAlive(long Epoch, long Applied) : BackupMessage;

/// <summary>A command that the primary has applied, and has answered already.</summary>
/// <param name="Epoch">The primary's epoch.</param>
/// <param name="Number">The command's number, from 1.</param>
/// <param name="Command">The command.</param>
[MemoryPackable]
public sealed partial record ShippedCommand(long Epoch, long Number, SessionCommand Command) : BackupMessage;

/// <summary>A backup has missed commands and wants the whole state.</summary>
[MemoryPackable]
public sealed partial record StateRequest : BackupMessage;

/// <summary>The whole state.</summary>
/// <param name="Epoch">The primary's epoch.</param>
/// <param name="Applied">How many commands it holds.</param>
/// <param name="State">Its bytes.</param>
[MemoryPackable]
public sealed partial record StateTransfer(long Epoch, long Applied, byte[] State) : BackupMessage;
