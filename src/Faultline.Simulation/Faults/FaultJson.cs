using System.Text.Json;
using System.Text.Json.Serialization;
using Faultline.Model.Clocks;
using Faultline.Model.Nodes;
using Faultline.Model.Randomness;
using Faultline.Simulation.Networks;

namespace Faultline.Simulation.Faults;

/// <summary>Fault plans as JSON, with times such as <c>12.5s</c>, hosts such as <c>n3</c> and chances such as <c>2.5%</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    AllowOutOfOrderMetadataProperties = true,
    Converters =
    [
        typeof(DurationConverter), typeof(NodeIdConverter), typeof(ChanceConverter), typeof(LatencyRangeConverter),
        typeof(LatencyDistributionConverter), typeof(VertexConverter), typeof(BandwidthConverter), typeof(QueueLimitConverter),
        typeof(TopologyConverter), typeof(CutConverter), typeof(PartitionShapeConverter),
    ])]
[JsonSerializable(typeof(FaultPlan))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(FaultProfile))]
[JsonSerializable(typeof(LinkSettings))]
public sealed partial class FaultJson : JsonSerializerContext
{
    /// <summary>What a fault of a kind consists of, besides its kind.</summary>
    /// <param name="kind">The name of the kind.</param>
    /// <returns>The names of its entries, and which of them must be there.</returns>
    public static IReadOnlyList<(string Name, bool IsRequired)> EntriesOf(string kind)
    {
        var type = Default.Fault.PolymorphismOptions!.DerivedTypes.First(derived => (string)derived.TypeDiscriminator! == kind);
        return
        [
            .. Default.GetTypeInfo(type.DerivedType)!.Properties.Where(static property => property.Set is not null)
                .OrderBy(static property => property.Order).Select(static property => (property.Name, property.IsRequired)),
        ];
    }
}

/// <summary>A duration as text, such as <c>12.5s</c>.</summary>
public sealed class DurationConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc />
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Duration.TryParse(text, out var duration)
            ? duration
            : throw new JsonException($"\"{text}\" is not a duration: write {Duration.Form}");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Duration.Format(value));
}

/// <summary>A host's name as text, such as <c>n3</c>.</summary>
public sealed class NodeIdConverter : JsonConverter<NodeId>
{
    /// <inheritdoc />
    public override NodeId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return NodeId.TryParse(text, out var id)
            ? id
            : throw new JsonException($"\"{text}\" is not a node or client: write n1, n2, ... or c1, c2, ...");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, NodeId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A range of latencies as text, such as <c>0.3ms..1.5ms</c>.</summary>
public sealed class LatencyRangeConverter : JsonConverter<LatencyRange>
{
    /// <inheritdoc />
    public override LatencyRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return LatencyRange.TryParse(text, out var range)
            ? range
            : throw new JsonException($"\"{text}\" is not a latency: write one such as 1ms, or two such as 0.3ms..1.5ms");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, LatencyRange value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A chance as text, such as <c>2.5%</c>.</summary>
public sealed class ChanceConverter : JsonConverter<Chance>
{
    /// <inheritdoc />
    public override Chance Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Chance.TryParse(text, out var chance)
            ? chance
            : throw new JsonException($"\"{text}\" is not a chance: write a number from 0 to 100 and %, such as 2.5%");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Chance value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A cut as text, such as <c>n1|n2</c>.</summary>
public sealed class CutConverter() : TextConverter<Cut>(Cut.TryParse, Cut.Form);

/// <summary>The shape of a partition as text, such as <c>halves</c>.</summary>
public sealed class PartitionShapeConverter() : TextConverter<PartitionShape>(PartitionShape.TryParse!, PartitionShape.Form);
