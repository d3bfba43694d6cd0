using MemoryPack;

namespace Faultline.Model.Messages;

/// <summary>Marks a list of texts in a message or record, for the reason for which <see cref="BoundedTextAttribute"/> marks one.</summary>
/// <remarks>The bytes that are written are the same with and without this. A list with a null in it is none.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class BoundedTextsAttribute : MemoryPackCustomFormatterAttribute<BoundedTextsFormatter, string[]>
{
    /// <inheritdoc />
    public override BoundedTextsFormatter GetFormatter() => BoundedTextsFormatter.Default;
}

/// <summary>Reads a list of texts only where as many bytes are there as it says.</summary>
public sealed class BoundedTextsFormatter : MemoryPackFormatter<string[]>
{
    /// <summary>The one that there need be.</summary>
    public static BoundedTextsFormatter Default { get; } = new();

    /// <inheritdoc />
    public override void Serialize<TBufferWriter>(ref MemoryPackWriter<TBufferWriter> writer, scoped ref string[]? value)
    {
        if (value is null)
        {
            writer.WriteNullCollectionHeader();
            return;
        }

        writer.WriteCollectionHeader(value.Length);
        foreach (var text in value) writer.WriteString(text);
    }

    /// <inheritdoc />
    public override void Deserialize(ref MemoryPackReader reader, scoped ref string[]? value)
    {
        value = null;
        if (!reader.TryReadCollectionHeader(out var count)) return;

        // Even an empty text has a length, so a count that lies costs no more memory than the message has.
        if (count > reader.Remaining / sizeof(int))
            throw new MemoryPackSerializationException($"{count} texts in a message that has {reader.Remaining} bytes left");
        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            string? text = null;
            BoundedTextFormatter.Default.Deserialize(ref reader, ref text);
            texts[i] = text ?? throw new MemoryPackSerializationException($"text {i} of {count} is null");
        }

        value = texts;
    }
}
