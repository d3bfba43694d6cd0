using System.Buffers;
using System.Collections.Immutable;
using System.Reflection;
using Faultline.Model.Messages;
using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Blocks;
using Faultline.Systems.Bitcoin.Transactions;
using Faultline.Systems.BlockChain;
using MemoryPack;

namespace Faultline.Systems.Tests.Fuzzing;

/// <summary>Objects with random contents, so that there are encoded messages of every kind to alter.</summary>
internal sealed class Samples(Prng random)
{
    private const int Deepest = 6;
    private const int Tries = 20;

    /// <summary>Every kind of message there is.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
    [
        .. typeof(SystemCatalog).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(Message)) && !type.IsAbstract)
            .OrderBy(static type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>Encoded messages that a codec knows, some of each kind.</summary>
    public static byte[][] Of(MessageCodec codec, int each)
    {
        var samples = new Samples(new Prng(11));
        var encoded = new List<byte[]>();
        foreach (var kind in Kinds)
            for (var i = 0; i < each; i++)
                if (samples.Message(kind) is { } message && codec.Knows(message))
                    encoded.Add(Encode(codec, message));
        return [.. encoded];
    }

    /// <summary>An object whose constructor takes any contents.</summary>
    public T Of<T>() => (T)Any(typeof(T), 0)!;

    /// <summary>A transaction that can be written and read.</summary>
    public Transaction Transaction() => new(
        random.Below(3),
        [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => new TransactionInput(new OutPoint(Hash(), (uint)random.Below(9)), Bytes(65), Bytes(64), uint.MaxValue))],
        [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => random.Below(4) == 0
            ? TransactionOutput.Carrying(Bytes(random.Below(40)))
            : TransactionOutput.To(random.Below(Money.Most), Hash()))],
        (uint)random.Below(1_000));

    /// <summary>A block that can be written and read; no rule is kept.</summary>
    public Block Block() => new(Header(), Enumerable.Range(0, random.Below(5)).Select(_ => Transaction()));

    /// <summary>Any header.</summary>
    public BlockHeader Header() => new(random.Below(9), Hash(), Hash(), (uint)random.Below(int.MaxValue), 0x1d00ffff, 7);

    /// <summary>Any bytes.</summary>
    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++) bytes[i] = (byte)random.Below(256);
        return bytes;
    }

    /// <summary>Any hash.</summary>
    public Hash256 Hash() => Hash256.From(Bytes(Hash256.Size));

    private static byte[] Encode(MessageCodec codec, Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(message, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A message of a kind; null where its own checks refuse all that was tried.</summary>
    public Message? Message(Type kind)
    {
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                if (Any(kind, 0) is Message message) return message;
            }
            catch (TargetInvocationException)
            {
                // The constructor has conditions that random contents do not meet: other contents may.
            }
        }

        return null;
    }

    private object? Any(Type type, int depth)
    {
        if (type == typeof(bool)) return random.Below(2) == 0;
        if (type == typeof(byte)) return (byte)random.Below(256);
        if (type == typeof(ushort)) return (ushort)random.Below(1 << 16);
        if (type == typeof(short)) return (short)random.Below(1 << 15);
        if (type == typeof(int)) return random.Below(100);
        if (type == typeof(uint)) return (uint)random.Below(int.MaxValue);
        if (type == typeof(long)) return (long)random.Below(1_000);
        if (type == typeof(ulong)) return random.NextUInt64();
        if (type == typeof(string)) return new string((char)('a' + random.Below(26)), random.Below(9));
        if (type == typeof(TimeSpan)) return new TimeSpan(random.Below(1_000_000));
        if (type == typeof(byte[])) return Bytes(random.Below(99));
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(Bytes(random.Below(99)));
        if (type == typeof(Hash256)) return Hash();
        if (type == typeof(Transaction)) return Transaction();
        if (type == typeof(Block)) return Block();
        if (type.IsEnum) return Enum.GetValues(type).GetValue(random.Below(Enum.GetValues(type).Length));
        if (Nullable.GetUnderlyingType(type) is { } inner) return random.Below(2) == 0 ? null : Any(inner, depth + 1);
        if (depth > Deepest) return type.IsValueType ? Activator.CreateInstance(type) : null;
        if (ElementOf(type) is { } element) return Many(type, element, depth);
        if (type.IsAbstract) return Variant(type) is { } variant ? Any(variant, depth + 1) : null;
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(one => !one.GetParameters().Any(parameter => parameter.ParameterType == type))
            .MaxBy(static one => one.GetParameters().Length);
        return constructor is null
            ? type.IsValueType ? Activator.CreateInstance(type) : null
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Any(parameter.ParameterType, depth + 1))]);
    }

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() is var form
            && (form == typeof(IReadOnlyList<>) || form == typeof(List<>) || form == typeof(ImmutableArray<>) || form == typeof(IReadOnlyCollection<>));
        return isList ? type.GetGenericArguments()[0] : null;
    }

    private object Many(Type type, Type element, int depth)
    {
        var array = Array.CreateInstance(element, random.Below(4));
        for (var i = 0; i < array.Length; i++) array.SetValue(Any(element, depth + 1), i);
        if (!type.IsGenericType || type.IsInterface) return array;
        return type.GetGenericTypeDefinition() == typeof(List<>)
            ? Activator.CreateInstance(type, array)!
            : typeof(ImmutableArray).GetMethods().Single(static method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(element).Invoke(null, [array])!;
    }

    private Type? Variant(Type family)
    {
        Type[] variants = [.. family.GetCustomAttributes<MemoryPackUnionAttribute>().Select(static one => one.Type)];
        return variants.Length == 0 ? null : variants[random.Below(variants.Length)];
    }
}
