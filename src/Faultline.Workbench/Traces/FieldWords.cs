using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Faultline.Workbench.Traces;

/// <summary>A record and its fields in words, as its own <c>ToString</c> would say, but with what is in its arrays.</summary>
internal static class FieldWords
{
    /// <summary>Of more elements the first ones are named.</summary>
    private const int MostElements = 4;

    public static string Of(object value)
    {
        var words = new StringBuilder();
        Append(words, value);
        return words.ToString();
    }

    private static void Append(StringBuilder words, object? value)
    {
        switch (value)
        {
            case null:
                words.Append("none");
                break;
            case string text:
                words.Append(text);
                break;
            case byte[] bytes:
                words.Append(CultureInfo.InvariantCulture, $"{bytes.Length:N0} bytes");
                break;
            case IEnumerable elements:
                AppendElements(words, elements);
                break;
            case IFormattable number:
                words.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                AppendRecord(words, value);
                break;
        }
    }

    private static void AppendElements(StringBuilder words, IEnumerable elements)
    {
        var count = 0;
        words.Append('[');
        foreach (var element in elements)
        {
            if (count++ >= MostElements) continue;
            if (count > 1) words.Append(", ");
            Append(words, element);
        }

        if (count > MostElements) words.Append(CultureInfo.InvariantCulture, $", and {count - MostElements:N0} more");
        words.Append(']');
    }

    private static void AppendRecord(StringBuilder words, object value)
    {
        // What has words of its own keeps them; the compiler's begin with the type and a brace.
        var type = value.GetType();
        var own = value.ToString() ?? "";
        if (!own.StartsWith(type.Name + " {", StringComparison.Ordinal))
        {
            words.Append(own);
            return;
        }

        words.Append(type.Name);
        var separator = " { ";
        foreach (var field in Fields(type))
        {
            words.Append(separator).Append(field.Name).Append(" = ");
            Append(words, field.GetValue(value));
            separator = ", ";
        }

        if (separator == ", ") words.Append(" }");
    }

    /// <summary>The properties in the order of their declaration, those of base types first.</summary>
    private static IEnumerable<PropertyInfo> Fields(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static field => field.GetIndexParameters().Length == 0)
        .OrderBy(static field => Depth(field.DeclaringType!)).ThenBy(static field => field.MetadataToken);

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
