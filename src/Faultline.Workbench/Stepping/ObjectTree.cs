using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;

namespace Faultline.Workbench.Stepping;

/// <summary>What is inside an object, as a tree of names and values: every field, private ones too, in the order of the source.</summary>
/// <remarks>
/// Names are those of the fields and properties without their underscores; a path such as <c>log.CommitIndex</c> or
/// <c>votes[0]</c> leads to one of them, whatever the case of its letters.
/// </remarks>
public static class ObjectTree
{
    /// <summary>The most entries of a list that are shown.</summary>
    private const int MostEntries = 12;

    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    /// <summary>Writes the tree.</summary>
    /// <param name="name">What the object is called.</param>
    /// <param name="value">The object.</param>
    /// <param name="depth">How many levels of it are shown.</param>
    /// <returns>The lines, indented by two spaces a level.</returns>
    public static IEnumerable<string> Lines(string name, object? value, int depth)
    {
        var lines = new List<string>();
        Write(name, value, depth, "", lines, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return lines;
    }

    /// <summary>Finds what a path leads to.</summary>
    /// <param name="root">Where it begins.</param>
    /// <param name="path">Names joined by dots, with places of lists in brackets; empty for the root itself.</param>
    /// <param name="value">What is there; may be null.</param>
    /// <param name="missing">The first step of the path that leads nowhere, with what there is; null where the path is whole.</param>
    /// <returns>Whether the path leads somewhere.</returns>
    public static bool TryFind(object? root, string path, out object? value, out string? missing)
    {
        (value, missing) = (root, null);
        foreach (var step in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.StartsWith('['))
            {
                if (value is IEnumerable list and not string
                    && int.TryParse(step.Trim('[', ']'), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                    && list.Cast<object?>().Skip(place).Take(1).ToArray() is [var entry])
                {
                    value = entry;
                    continue;
                }

                missing = $"there is no {step}";
                return false;
            }

            var members = value is null ? [] : MembersOf(value.GetType());
            var member = members.FirstOrDefault(member => string.Equals(member.Name, step, StringComparison.OrdinalIgnoreCase));
            if (member is null)
            {
                missing = members.Length == 0
                    ? $"there is nothing called {step}"
                    : $"there is nothing called {step}: there are {string.Join(", ", members.Select(static member => member.Name))}";
                return false;
            }

            value = member.Field.GetValue(value);
        }

        return true;
    }

    /// <summary>A value in a few words: simple values as they are, others by their kind and size.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The words.</returns>
    public static string Words(object? value) => value switch
    {
        null => "none",
        string text => $"\"{text}\"",
        ReadOnlyMemory<byte> bytes => $"{bytes.Length} bytes",
        byte[] bytes => $"{bytes.Length} bytes",
        bool truth => truth ? "yes" : "no",
        TimeSpan time => Model.Clocks.Duration.Format(time),
        ICollection list => Count(list.Count),
        IEnumerable list => Count(list.Cast<object?>().Count()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => IsSimple(value.GetType()) ? value.ToString()! : value.GetType().Name.Split('`')[0],
    };

    private static void Write(string name, object? value, int depth, string indent, List<string> lines, HashSet<object> above)
    {
        lines.Add($"{indent}{name}: {Words(value)}");
        if (value is null || depth == 0 || IsSimple(value.GetType()) || value is byte[]) return;
        if (!value.GetType().IsValueType && !above.Add(value))
        {
            lines[^1] += " (shown above)";
            return;
        }

        indent += "  ";
        if (value is IEnumerable list)
        {
            var place = 0;
            foreach (var entry in list)
            {
                if (place == MostEntries)
                {
                    lines.Add(indent + "...");
                    break;
                }

                WriteEntry(entry, place++, depth, indent, lines, above);
            }

            return;
        }

        foreach (var member in MembersOf(value.GetType()))
            Write(member.Name, member.Field.GetValue(value), depth - 1, indent, lines, above);
    }

    /// <summary>An entry of a list; that of a dictionary goes by its key.</summary>
    private static void WriteEntry(object? entry, int place, int depth, string indent, List<string> lines, HashSet<object> above)
    {
        var type = entry?.GetType();
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            var key = Words(type.GetProperty("Key")!.GetValue(entry));
            Write(key, type.GetProperty("Value")!.GetValue(entry), depth - 1, indent, lines, above);
            return;
        }

        Write($"[{place}]", entry, depth - 1, indent, lines, above);
    }

    private static string Count(int count) => count == 1 ? "1 entry" : $"{count.ToString("N0", CultureInfo.InvariantCulture)} entries";

    private static bool IsSimple(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || typeof(Delegate).IsAssignableFrom(type)
        || (type.IsValueType && !type.IsGenericType && type.GetMethod(nameof(ToString), Type.EmptyTypes)!.DeclaringType == type);

    private static Member[] MembersOf(Type type) => Members.GetOrAdd(type, static type =>
    {
        var members = new List<Member>();
        for (var owner = type; owner is not null && owner != typeof(object); owner = owner.BaseType)
        {
            var own = owner.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(static field => !typeof(Delegate).IsAssignableFrom(field.FieldType))
                .OrderBy(static field => field.MetadataToken)
                .Select(static field => new Member(NameOf(field.Name), field));
            members.InsertRange(0, own);
        }

        return [.. members];
    });

    /// <summary>The name in the source: compilers call the field of a property or of a constructor's parameter otherwise.</summary>
    private static string NameOf(string name)
    {
        if (name.StartsWith('<')) name = name[1..name.IndexOf('>', StringComparison.Ordinal)];
        return name.TrimStart('_');
    }

    private sealed record Member(string Name, FieldInfo Field);
}
