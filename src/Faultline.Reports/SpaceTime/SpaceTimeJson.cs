using System.Text;
using System.Text.Json;
using Faultline.Reports.Faults;
using Faultline.Workbench.Runs;
using Faultline.Workbench.Traces;

namespace Faultline.Reports.SpaceTime;

/// <summary>A trace for the script of a page: arrays of numbers, and each text once.</summary>
/// <remarks>
/// Times are ticks of 100 ns from the window's beginning. Items and operations stand in the order of their beginnings, and the time and
/// the event of an item are given as differences to the item before. The serializer escapes what could end a script element.
/// </remarks>
internal static class SpaceTimeJson
{
    public static string Of(RunTrace trace, SpaceTimeLayout layout, RunReport report)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("origin", trace.From.Ticks);
            json.WriteNumber("run", report.VirtualTime.Ticks);
            json.WriteNumber("length", (trace.Until - trace.From).Ticks);
            Row(json, "view", Offset(trace, layout.View.From), Offset(trace, layout.View.Until));
            json.WriteNumber("top", layout.Top);
            json.WriteNumber("row", layout.RowHeight);
            Strings(json, "lines", trace.Lines);
            Write(json, "outages", trace.Outages, outage =>
                Row(json, outage.Line, Offset(trace, outage.From), Offset(trace, outage.Until)));
            Write(json, "gaps", trace.Gaps, gap => Row(json, Offset(trace, gap.From), Offset(trace, gap.Until)));
            WriteFaults(json, trace, layout);
            WriteMoments(json, trace);
            WriteItems(json, trace);
            WriteOperations(json, trace);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static long Offset(RunTrace trace, TimeSpan time) => (time - trace.From).Ticks;

    private static void WriteFaults(Utf8JsonWriter json, RunTrace trace, SpaceTimeLayout layout) =>
        Write(json, "faults", layout.Faults, placed =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(Offset(trace, placed.Fault.Start));
            json.WriteNumberValue(Offset(trace, placed.Fault.End));
            json.WriteNumberValue(placed.Lane);
            json.WriteStringValue($"{placed.Fault.Kind} {placed.Fault.Where}");
            json.WriteStringValue(FaultWords.Of(placed.Fault));
            json.WriteEndArray();
        });

    private static void WriteMoments(Utf8JsonWriter json, RunTrace trace) => Write(json, "moments", trace.Window.Moments, moment =>
    {
        json.WriteStartArray();
        json.WriteNumberValue(Offset(trace, moment.From));
        json.WriteNumberValue(Offset(trace, moment.Until));
        json.WriteNumberValue(moment.Operation ?? -1);
        json.WriteStringValue(moment.Label);
        json.WriteEndArray();
    });

    private static void WriteItems(Utf8JsonWriter json, RunTrace trace)
    {
        var texts = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        var (time, number) = (trace.From, 0L);
        Write(json, "items", trace.Items, item =>
        {
            texts.TryAdd(item.Text, texts.Count);
            Row(json, (int)item.Kind, item.Line, item.Peer, (item.Start - time).Ticks, (item.End - item.Start).Ticks, item.Event - number,
                texts[item.Text]);
            (time, number) = (item.Start, item.Event);
        });
        Strings(json, "texts", texts.Keys);
    }

    private static void WriteOperations(Utf8JsonWriter json, RunTrace trace) => Write(json, "operations", trace.Operations, operation =>
    {
        json.WriteStartArray();
        json.WriteNumberValue(operation.Index);
        json.WriteNumberValue(operation.Line);
        json.WriteNumberValue(operation.Number);
        json.WriteNumberValue(Offset(trace, operation.Start));
        json.WriteNumberValue(Offset(trace, operation.End));
        json.WriteStringValue(SpaceTimeLayout.StyleOf(operation.Outcome));
        json.WriteStringValue(operation.Text);
        json.WriteStartArray();
        foreach (var item in operation.Items) json.WriteNumberValue(item);
        json.WriteEndArray();
        json.WriteEndArray();
    });

    private static void Write<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values) write(value);
        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values) =>
        Write(json, name, values, json.WriteStringValue);

    private static void Row(Utf8JsonWriter json, params ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void Row(Utf8JsonWriter json, string name, params ReadOnlySpan<long> numbers)
    {
        json.WritePropertyName(name);
        Row(json, numbers);
    }
}
