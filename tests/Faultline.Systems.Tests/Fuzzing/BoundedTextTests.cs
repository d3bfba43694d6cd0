using System.Buffers;
using System.Reflection;
using Faultline.Model.Messages;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Paxos;
using MemoryPack;

namespace Faultline.Systems.Tests.Fuzzing;

public sealed class BoundedTextTests
{
    /// <summary>Images of a store: a node reads back what it wrote itself.</summary>
    private static readonly Type[] OwnBytes = [typeof(KvMachine).Assembly.GetType("Faultline.Systems.KeyValue.KvImage")!];

    [Fact]
    public void Every_text_in_a_message_or_record_is_bounded()
    {
        var bare =
            from assembly in (Assembly[])[typeof(Message).Assembly, typeof(SystemCatalog).Assembly]
            from type in assembly.GetTypes()
            where type.IsDefined(typeof(MemoryPackableAttribute), inherit: false) && !OwnBytes.Contains(type)
            from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            where property.PropertyType == typeof(string) || property.PropertyType == typeof(string[])
            where property.GetMethod!.IsPublic || property.IsDefined(typeof(MemoryPackIncludeAttribute))
            where !property.IsDefined(typeof(MemoryPackIgnoreAttribute)) && !property.IsDefined(typeof(BoundedTextAttribute))
            select $"{type.Name}.{property.Name}";

        Assert.Empty(bare.Distinct());
    }

    /// <summary>With the length of the text at its largest, the reader's own check wraps.</summary>
    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MinValue + 1)]
    [InlineData(int.MinValue + 3)]
    [InlineData(int.MinValue + 4)]
    [InlineData(-100)]
    [InlineData(int.MaxValue)]
    public void A_text_that_says_to_be_longer_than_its_message_is_none(int header)
    {
        var codec = MessageCodec.For<DecreeMessage>();
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(new Accept(1, default, "value"), output);
        var bytes = output.WrittenSpan.ToArray();
        var at = bytes.AsSpan().IndexOf("value"u8) - (2 * sizeof(int));
        BitConverter.TryWriteBytes(bytes.AsSpan(at), header);

        Assert.False(codec.TryDecode(bytes, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ordinary")]
    [InlineData("größer als ASCII: 🙂")]
    public void Texts_are_read_as_they_were_written(string? text)
    {
        var codec = MessageCodec.For<DecreeMessage>();
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(new Promise(1, default, default, text), output);

        Assert.True(codec.TryDecode(output.WrittenSpan, out var read));
        Assert.Equal(text, ((Promise)read).AcceptedValue);
    }
}
