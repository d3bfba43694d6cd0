using Faultline.Model.Messages;
using Faultline.Model.Nodes;

namespace Faultline.Runtime.Transport;

/// <summary>A message with its sender and its receiver.</summary>
internal readonly record struct Envelope(NodeId From, NodeId To, Message Message);
