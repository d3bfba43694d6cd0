using System.Buffers;
using System.Reflection;
using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Paxos;
using MemoryPack;

namespace Faultline.Systems.Tests.Fuzzing;

public sealed class BoundedTextTests
{
    [Fact]
    public void Every_text_in_a_message_or_record_is_bounded()
    {
        var bare =
            from assembly in (Assembly[])[typeof(Message).Assembly, typeof(SystemCatalog).Assembly]
            from type in assembly.GetTypes()
            where type.IsDefined(typeof(MemoryPackableAttribute), inherit: false)
            from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            where property.PropertyType == typeof(string) || property.PropertyType == typeof(string[])
            where property.GetMethod!.IsPublic || property.IsDefined(typeof(MemoryPackIncludeAttribute))
            where !property.IsDefined(typeof(MemoryPackIgnoreAttribute))
            where !property.IsDefined(typeof(BoundedTextAttribute)) && !property.IsDefined(typeof(BoundedTextsAttribute))
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

    /// <summary>The same for a text of an image of a store, which is sent to nodes that lag far behind; and for how many there are.</summary>
    [Theory]
    [InlineData(0, int.MinValue)]
    [InlineData(0, int.MinValue + 3)]
    [InlineData(0, int.MaxValue)]
    [InlineData(0, -1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(1, int.MinValue)]
    [InlineData(1, -1)]
    [InlineData(1, 30)]
    public void An_image_whose_texts_say_to_be_longer_or_more_than_there_are_is_none(int before, int header)
    {
        var machine = new KvMachine(sessionCapacity: 3);
        machine.Execute(new KvPut("first key", "value"));
        var (bytes, other) = (machine.Save(), new KvMachine(sessionCapacity: 3));
        Assert.True(other.TryLoad(bytes));

        // A text begins with its length in bytes and in characters, and before the first one stands how many there are.
        var at = bytes.AsSpan().IndexOf("first key"u8) - ((2 + before) * sizeof(int));
        BitConverter.TryWriteBytes(bytes.AsSpan(at), header);

        Assert.False(other.TryLoad(bytes));
        Assert.Equal("value", other.Get("first key").Value);
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
