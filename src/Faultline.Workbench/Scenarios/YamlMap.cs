using Faultline.Simulation.Faults;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Workbench.Scenarios;

/// <summary>A mapping in a YAML file whose entries are read one by one; every complaint names the file, the line and the column.</summary>
internal sealed class YamlMap
{
    private YamlMap(string path, YamlMappingNode node) => (Path, Node) = (path, node);

    /// <summary>The file.</summary>
    public string Path { get; }

    public YamlMappingNode Node { get; }

    /// <summary>Parses a file that holds one mapping.</summary>
    public static YamlMap Parse(string path, string text, string form)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error) when (error.Message.StartsWith("Duplicate key", StringComparison.Ordinal))
        {
            throw Bad(path, error.Start, $"{text[(int)error.Start.Index..(int)error.End.Index]} stands there twice");
        }
        catch (YamlException error)
        {
            throw Bad(path, error.Start, "is not YAML: " + error.Message.TrimEnd('.'));
        }

        if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root) return new YamlMap(path, root);
        throw new BadInputException($"{path} is not {form}");
    }

    /// <summary>A mapping within this one.</summary>
    public YamlMap Within(YamlMappingNode node) => new(Path, node);

    /// <summary>Where an entry of a list stands.</summary>
    public FaultPlace PlaceOf(YamlNode entry, int number) => new(Path, entry.Start.Line, entry.Start.Column, number);

    /// <summary>Complains of entries that have no meaning.</summary>
    public void AllowOnly(params IReadOnlyList<string> names)
    {
        foreach (var (key, _) in Node.Children)
            if (key is not YamlScalarNode { Value: { } name } || !names.Contains(name))
                throw Bad(Path, key.Start, $"\"{key}\" has no meaning: there are {string.Join(", ", names)}");
    }

    public YamlNode? Find(string name) => Node.Children
        .FirstOrDefault(entry => entry.Key is YamlScalarNode { Value: { } key } && key == name).Value;

    /// <summary>The text of an entry; null where it is missing.</summary>
    public string? Text(string name)
    {
        if (Find(name) is not { } node) return null;
        return node is YamlScalarNode { Value: { } text } ? text : throw Complaint(node, $"{name} must be a single value");
    }

    /// <summary>An entry read by a parser; the fallback where it is missing.</summary>
    public T Value<T>(string name, T fallback, TryParse<T> parse, string form)
    {
        if (Text(name) is not { } text) return fallback;
        return parse(text, out var value) ? value : throw Complaint(Find(name)!, $"{name} cannot be \"{text}\": write {form}");
    }

    /// <summary>The names and values of an entry that is a mapping itself.</summary>
    public SortedDictionary<string, string> Texts(string name)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Find(name) is not { } node) return texts;
        if (node is not YamlMappingNode mapping) throw Complaint(node, $"{name} must be a mapping of names to values");
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } option } || value is not YamlScalarNode { Value: { } text })
                throw Complaint(key, $"{name} must be a mapping of names to single values");
            texts[option] = text;
        }

        return texts;
    }

    public BadInputException Complaint(YamlNode node, string what) => Bad(Path, node.Start, what);

    private static BadInputException Bad(string path, Mark mark, string what) =>
        new($"{path}, line {mark.Line}, column {mark.Column}: {what}");
}

/// <summary>Reads a value from text.</summary>
internal delegate bool TryParse<T>(string text, out T value);
