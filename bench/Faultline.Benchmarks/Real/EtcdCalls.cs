using System.Text;
using Grpc.Core;
using Grpc.Net.Client;

namespace Faultline.Benchmarks.Real;

/// <summary>The three calls of etcd's gRPC interface (version 3) that are measured, on one node.</summary>
internal sealed class EtcdCalls : IDisposable
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);
    private static readonly Method<byte[], byte[]> PutMethod = new(MethodType.Unary, "etcdserverpb.KV", "Put", Bytes, Bytes);
    private static readonly Method<byte[], byte[]> RangeMethod = new(MethodType.Unary, "etcdserverpb.KV", "Range", Bytes, Bytes);
    private static readonly Method<byte[], byte[]> StatusMethod = new(MethodType.Unary, "etcdserverpb.Maintenance", "Status", Bytes, Bytes);

    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;

    public EtcdCalls(string address)
    {
        _channel = GrpcChannel.ForAddress(
            address, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });
        _calls = _channel.CreateCallInvoker();
    }

    public async Task PutAsync(string key, string value) => await CallAsync(PutMethod, [.. Field(1, key), .. Field(2, value)]).ConfigureAwait(false);

    /// <summary>A linearizable read, as etcd's are by default.</summary>
    public async Task<bool> GetAsync(string key)
    {
        var answer = await CallAsync(RangeMethod, Field(1, key)).ConfigureAwait(false);
        return Number(answer, field: 4) > 0;
    }

    /// <summary>Whether this node leads.</summary>
    public async Task<bool> LeadsAsync()
    {
        var answer = await CallAsync(StatusMethod, []).ConfigureAwait(false);
        return Number(Part(answer, field: 1), field: 2) == Number(answer, field: 4);
    }

    public void Dispose() => _channel.Dispose();

    private async Task<byte[]> CallAsync(Method<byte[], byte[]> method, byte[] request) =>
        await _calls.AsyncUnaryCall(method, null, new CallOptions(), request).ResponseAsync.ConfigureAwait(false);

    private static byte[] Field(int field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)((field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];
    }

    private static List<byte> Varint(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7) bytes.Add((byte)((number & 0x7F) | 0x80));
        bytes.Add((byte)number);
        return bytes;
    }

    private static ulong Number(ReadOnlySpan<byte> message, int field)
    {
        foreach (var (found, number, _, _) in Fields(message))
            if (found == field)
                return number;
        return 0;
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> message, int field)
    {
        foreach (var (found, _, start, length) in Fields(message))
            if (found == field)
                return message.Slice(start, length);
        return [];
    }

    /// <summary>The fields of a protobuf message: numbers, and where the others stand.</summary>
    private static List<(int Field, ulong Number, int Start, int Length)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, ulong, int, int)>();
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadVarint(message, ref at);
            if ((tag & 7) == 2)
            {
                var length = (int)ReadVarint(message, ref at);
                fields.Add(((int)(tag >> 3), 0, at, length));
                at += length;
            }
            else
            {
                fields.Add(((int)(tag >> 3), ReadVarint(message, ref at), 0, 0));
            }
        }

        return fields;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int at)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }
    }
}
