using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faultline.Simulation.Disks;

/// <summary>What a damaged sector holds.</summary>
[JsonConverter(typeof(SectorDamageConverter))]
public enum SectorDamage
{
    /// <summary>What it held, with one to eight bits the other way round.</summary>
    BitFlips,

    /// <summary>Random bytes.</summary>
    Garbage,

    /// <summary>A copy of another sector of the disk: a write went to the wrong place.</summary>
    Misdirected,
}

/// <summary>A kind of damage as text, such as <c>bit-flips</c>.</summary>
public sealed class SectorDamageConverter : JsonConverter<SectorDamage>
{
    private static readonly string[] Words = ["bit-flips", "garbage", "misdirected"];

    /// <inheritdoc />
    public override SectorDamage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        var damage = Array.IndexOf(Words, text);
        return damage >= 0
            ? (SectorDamage)damage
            : throw new JsonException($"\"{text}\" is no damage of a sector: write {string.Join(", ", Words[..^1])} or {Words[^1]}");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SectorDamage value, JsonSerializerOptions options) =>
        writer.WriteStringValue(InWords(value));

    internal static string InWords(SectorDamage damage) => Words[(int)damage];
}
