using Faultline.Model.Messages;
using Faultline.Simulation.Faults;
using Faultline.Simulation.Networks;
using Faultline.Simulation.Tracing;

namespace Faultline.Simulation.Worlds;

/// <summary>How messages travel hop by hop, are damaged, and are lost.</summary>
public sealed partial class World
{
    /// <summary>A router dies, for as long as a fault lasts. Returns what ends its death.</summary>
    internal Action KillRouter(Vertex router, FaultEffect effect)
    {
        var since = NowTicks;
        var deaths = Network.Routing!.DeathsOf(Network.PlaceOf(router));
        deaths.Add(effect);
        NoticeChangeOfRoutes();
        return () =>
        {
            deaths.Remove(effect);
            effect.Add(EffectUnit.TicksDown, NowTicks - since);
            NoticeChangeOfRoutes();
        };
    }

    /// <summary>Lets routes follow what has just changed in the network, after their time; in a mesh there is nothing to do.</summary>
    internal void NoticeChangeOfRoutes()
    {
        if (Network.Routing is not { } routing) return;
        At(NowTicks + _options.Convergence.Ticks, new WorldAction("routes follow the network", () =>
            routing.Recompute(place => OutagesAt(place) is not null, (from, to) => Network[from, to].IsCut)));
    }

    private void SendAlongRoute(Packet packet)
    {
        // A cut is between a sender and a receiver, whatever lies between them.
        if (Network[packet.From, packet.To].CutBy() is { } cut)
        {
            cut.Effect.Add(EffectUnit.MessagesDropped, 1);
            Lose(packet, LossReason.Cut, packet.From);
        }
        else
        {
            Forward(packet, packet.From);
        }
    }

    /// <summary>A message has come to a place that must pass it on.</summary>
    private void PassOn(in WorldEvent item)
    {
        var (packet, at) = ((Packet)item.Payload!, item.Target);
        if (OutagesAt(at) is { } outages)
        {
            if (outages.Count > 0) outages[0].Add(EffectUnit.MessagesDropped, 1);
            Lose(packet, LossReason.TransitDown, at);
        }
        else if (packet.Hops >= Routing.MostHops)
        {
            Network.Routing!.Detours.Find(detour => detour.At == at)?.Effect.Add(EffectUnit.MessagesDropped, 1);
            Lose(packet, LossReason.Expired, at);
        }
        else
        {
            Forward(packet, at);
        }
    }

    /// <summary>The faults because of which nothing passes through a place; null where it passes messages on.</summary>
    private List<FaultEffect>? OutagesAt(int place)
    {
        if (place < _hosts.Length) return _hosts[place].IsUp ? null : _hosts[place].OutageEffects;
        var deaths = Network.Routing!.DeathsOf(place);
        return deaths.Count > 0 ? deaths : null;
    }

    private void Forward(Packet packet, int at)
    {
        var next = Network.Routing!.Next(at, packet.To, isOwn: at == packet.From, out var lost);
        Trace.Mix(next);
        if (next < 0)
        {
            Lose(packet, lost, at);
            return;
        }

        var link = Network[at, next];
        var passage = link.Carry(NowTicks, packet.Bytes, mayCopy: !packet.IsCopied);
        Trace.Mix(passage.Delay);
        if (passage.IsLost)
        {
            Lose(packet, passage.Lost, at);
            return;
        }

        if (_tracers.Length > 0)
        {
            var hop = new Hop(Network.EndAt(at), Network.EndAt(next));
            Tell(TraceKind.Hop, _hosts[packet.From].Id, _hosts[packet.To].Id, packet.Number, hop);
        }

        if (passage.CopyDelay >= 0)
        {
            Network.Counters.Duplicated++;
            packet = packet with { IsCopied = true };
            Travel(packet, at, next, passage.CopyDelay);
        }

        if (passage.Corrupted)
        {
            var frame = Damage(packet.Payload, link);
            packet = packet with { Payload = frame, Digest = frame.Digest };
        }

        Travel(packet, at, next, passage.Delay);
    }

    private void Travel(Packet packet, int at, int next, long delay)
    {
        if (next == packet.To)
        {
            Deliver(packet.Name, next, delay, packet.Number, packet.Digest, packet.Payload);
            return;
        }

        ref var item = ref _queue.Push(NowTicks + delay);
        item.Kind = WorldEventKind.Hop;
        item.Source = at;
        item.Target = next;
        item.Number = packet.Number;
        item.Digest = packet.Digest;
        item.Payload = packet with { Hops = packet.Hops + 1 };
    }

    private Frame Damage(object payload, Link link)
    {
        if (payload is Frame damaged) return damaged.Damaged(link.Random);
        if (payload is Message message)
        {
            _encoded.ResetWrittenCount();
            _options.Codec.Encode(message, _encoded);
        }

        return Frame.Of(payload as byte[] ?? _encoded.WrittenSpan, _options.FrameChecksum).Damaged(link.Random);
    }

    private void Lose(Packet packet, LossReason reason, int at) =>
        Lose(packet.From, packet.To, packet.Number, reason, at);

    private void Lose(int from, int to, long number, LossReason reason, int at)
    {
        Network.Counters.Lose(reason);
        if (_tracers.Length > 0) Tell(TraceKind.Lost, _hosts[from].Id, _hosts[to].Id, number, new Loss(reason, Network.EndAt(at)));
    }

    /// <summary>The message of an event as its receiver reads it; null where it drops what has come.</summary>
    private Message? Read(in WorldEvent item)
    {
        if (item.Payload is Message message) return message;
        if (item.Payload is Frame frame)
        {
            if (frame.HasWrongChecksum) Lose(item.Source, item.Target, item.Number, LossReason.Corrupted, item.Target);
            else if (_options.Codec.TryDecode(frame.Message, out var altered)) return altered;
            else Lose(item.Source, item.Target, item.Number, LossReason.Undecodable, item.Target);
            return null;
        }

        return _options.Codec.TryDecode((byte[])item.Payload!, out var decoded)
            ? decoded
            : throw new InvalidOperationException("a message that the codec wrote could not be read back");
    }

    private string Content(object payload) =>
        payload is byte[] bytes && _options.Codec.TryDecode(bytes, out var message) ? message.ToString() : payload.ToString()!;
}
