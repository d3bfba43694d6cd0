using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Lies;

/// <summary>
/// Changes one field of a record, somewhere in it, into another value that the field may have: the record stays well-formed, and only
/// its content is a lie.
/// </summary>
/// <remarks>
/// Numbers go up or down, texts end differently, names are swapped for others that exist, lists lose their last entry. Fields are taken in
/// the order of their declaration, inherited ones first, so that the same random numbers give the same lie.
/// </remarks>
/// <param name="cluster">Whose names may be swapped.</param>
/// <param name="random">Chooses the field and its new value.</param>
/// <param name="resultsOnly">
/// Whether only results may change: what stands in an <see cref="OperationResult"/>, and fields whose names end in <c>Digest</c>.
/// </param>
internal sealed class Alteration(Cluster cluster, Prng random, bool resultsOnly = false)
{
    private static readonly int[] Steps = [-1, 1, -1_000, 1_000];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> FieldsByType = new();

    /// <summary>A record that differs in one field.</summary>
    /// <param name="honest">The record; it stays as it is.</param>
    /// <returns>The other record; null where there is nothing to change.</returns>
    public T? Of<T>(T honest) where T : class
    {
        var places = new List<Place>();
        Find(honest, counts: !resultsOnly, static changed => changed, places);
        if (places.Count == 0) return null;
        var place = random.Pick(places);
        return (T)place.Rebuild(Changed(place.Value));
    }

    /// <summary>Collects every value that can be changed, each with what makes the whole record again around a changed value.</summary>
    private void Find(object value, bool counts, Func<object, object> rebuild, List<Place> places)
    {
        switch (value)
        {
            case bool or int or long or ulong or string or byte[] { Length: > 0 }:
            case NodeId id when Others(id).Length > 0:
                if (counts) places.Add(new Place(value, rebuild));
                break;
            case NodeId or byte[]:
                break;
            case Array array:
                if (counts && array.Length > 0) places.Add(new Place(array, rebuild));
                for (var i = 0; i < array.Length; i++)
                {
                    var index = i;
                    if (array.GetValue(i) is { } item) Find(item, counts, changed => rebuild(With(array, index, changed)), places);
                }

                break;
            default:
                foreach (var field in FieldsOf(value.GetType()))
                {
                    // A text that is absent may be there as well as not.
                    var content = field.GetValue(value) ?? (field.PropertyType == typeof(string) ? "" : null);
                    if (content is null) continue;
                    var isResult = counts || value is OperationResult || field.Name.EndsWith("Digest", StringComparison.Ordinal);
                    Find(content, isResult, changed => rebuild(With(value, field, changed)), places);
                }

                break;
        }
    }

    private object Changed(object value) => value switch
    {
        bool truth => !truth,
        int number => unchecked((int)Stepped(number)),
        long number => Stepped(number),
        ulong number => unchecked(number + 1),
        string text => Changed(text),
        NodeId id => random.Pick(Others(id)),
        byte[] bytes => Changed(bytes),
        Array array => Shortened(array),
        _ => throw new InvalidOperationException($"{value.GetType().Name} is not altered"),
    };

    /// <summary>A number nearby or not so near; one that was not negative stays so.</summary>
    private long Stepped(long number)
    {
        var stepped = unchecked(number + random.Pick(Steps));
        return number >= 0 && stepped < 0 ? number + 1 : stepped;
    }

    /// <summary>The last digit is another one, so that numbers written as text stay numbers.</summary>
    private string Changed(string text) => text.Length > 0 && char.IsAsciiDigit(text[^1])
        ? text[..^1] + (char)('0' + ((text[^1] - '0' + 1 + random.Below(9)) % 10))
        : text + "0";

    private byte[] Changed(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        changed[random.Below(changed.Length)] ^= (byte)(1 << random.Below(8));
        return changed;
    }

    private NodeId[] Others(NodeId id) =>
        [.. (id.IsClient ? cluster.Clients : cluster.Nodes).Where(other => other != id)];

    private static Array Shortened(Array array)
    {
        var shorter = Array.CreateInstanceFromArrayType(array.GetType(), array.Length - 1);
        Array.Copy(array, shorter, shorter.Length);
        return shorter;
    }

    private static Array With(Array array, int index, object item)
    {
        var copy = (Array)array.Clone();
        copy.SetValue(item, index);
        return copy;
    }

    private static object With(object record, PropertyInfo field, object value)
    {
        // A struct in an object is a copy of its own already.
        var copy = record.GetType().IsValueType ? record : CloneOf(record);
        field.SetValue(copy, value);
        return copy;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Messages are records, whose members their systems use.")]
    private static object CloneOf(object record) => record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Messages are records, whose members their systems use.")]
    private static PropertyInfo[] FieldsOf(Type type) => FieldsByType.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property is { CanRead: true, SetMethod.IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Where(_ => type.IsValueType || type.GetMethod("<Clone>$") is not null)
            .OrderBy(static property => Depth(property.DeclaringType!))
            .ThenBy(static property => property.MetadataToken),
    ]);

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;

    /// <summary>A value in a record, and the way back to the whole.</summary>
    private sealed record Place(object Value, Func<object, object> Rebuild);
}
