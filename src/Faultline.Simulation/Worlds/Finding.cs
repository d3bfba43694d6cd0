using Faultline.Model.Nodes;

namespace Faultline.Simulation.Worlds;

/// <summary>Why a run stopped before its end: a node found its own state impossible, or its code threw.</summary>
/// <param name="Time">When.</param>
/// <param name="Node">Which node.</param>
/// <param name="Event">What the node was handling.</param>
/// <param name="Message">What it found.</param>
public sealed record Finding(TimeSpan Time, NodeId Node, string Event, string Message);
