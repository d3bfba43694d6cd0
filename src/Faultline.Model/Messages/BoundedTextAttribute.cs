using System.Runtime.CompilerServices;
using MemoryPack;

namespace Faultline.Model.Messages;

/// <summary>Marks a text in a message or record. Every such text needs it: without, a stranger's bytes can end the process.</summary>
/// <remarks>
/// MemoryPack 1.21 adds 4 to the length that a text states before it compares it with what is there. A length of 2^31 - 4 or more wraps,
/// passes, and memory is read that is not the message's. The bytes that are written are the same with and without this.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class BoundedTextAttribute : MemoryPackCustomFormatterAttribute<BoundedTextFormatter, string>
{
    /// <inheritdoc />
    public override BoundedTextFormatter GetFormatter() => BoundedTextFormatter.Default;
}

/// <summary>Reads a text only where as many bytes are there as it says.</summary>
public sealed class BoundedTextFormatter : MemoryPackFormatter<string>
{
    /// <summary>The one that there need be.</summary>
    public static BoundedTextFormatter Default { get; } = new();

    /// <inheritdoc />
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref string? value) =>
        writer.WriteString(value);

    /// <inheritdoc />
    public override void Deserialize(ref MemoryPackReader reader, scoped ref string? value)
    {
        // Below -1 it is the complement of a length in bytes of UTF-8; -1 is null, and a count of UTF-16 units is checked by the reader.
        var header = Unsafe.ReadUnaligned<int>(ref reader.GetSpanReference(sizeof(int)));
        if (header < -1 && ~header > reader.Remaining)
            throw new MemoryPackSerializationException($"a text of {~header} bytes in a message that has {reader.Remaining} left");
        value = reader.ReadString();
    }
}
