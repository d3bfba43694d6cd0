using System.Globalization;

namespace Faultline.Model.Systems;

/// <summary>A setting of a system that users may change, such as how reads are done.</summary>
/// <param name="Name">Its name on the command line and in scenario files.</param>
/// <param name="Default">Its value where the user says nothing.</param>
/// <param name="Description">What it does, in one sentence, with its unit.</param>
/// <param name="Allowed">The values that it may have; empty for a whole number from 0.</param>
public sealed record SystemOption(string Name, string Default, string Description, params IReadOnlyList<string> Allowed)
{
    /// <summary>
    /// Whether it says how much must come together before something happens, so that less of it shows the same with fewer operations,
    /// and promises nothing else. Shrinking lowers it. Default: false.
    /// </summary>
    public bool IsThreshold { get; init; }

    /// <summary>Why this option cannot have a value, or null where it can.</summary>
    /// <param name="value">The value.</param>
    /// <returns>One sentence that names the option and what it may be, or null.</returns>
    public string? Objection(string value)
    {
        if (Allowed.Count > 0)
            return Allowed.Contains(value) ? null : $"option {Name} cannot be \"{value}\": it is one of {string.Join(", ", Allowed)}";
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"option {Name} cannot be \"{value}\": it is a whole number from 0 to {int.MaxValue}";
    }
}

/// <summary>The values of a system's options in one run.</summary>
public sealed class SystemOptions
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The defaults, changed by what the user said.</summary>
    /// <param name="options">The options that the system has.</param>
    /// <param name="changes">Values that differ from the defaults, by name.</param>
    /// <exception cref="ArgumentException">A name or a value is not one that the system has; the message is for the user.</exception>
    public SystemOptions(IReadOnlyList<SystemOption> options, IReadOnlyDictionary<string, string>? changes = null)
    {
        foreach (var option in options) _values[option.Name] = option.Default;
        foreach (var (name, value) in changes ?? new Dictionary<string, string>())
        {
            var option = options.FirstOrDefault(option => option.Name == name)
                ?? throw new ArgumentException($"there is no option {name}: there are {string.Join(", ", options.Select(o => o.Name))}");
            if (option.Objection(value) is { } objection) throw new ArgumentException(objection);
            _values[name] = value;
        }
    }

    /// <summary>All values by name, in the order of the names.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>The value of an option.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value as text.</returns>
    public string this[string name] => _values[name];

    /// <summary>The value of an option that is a whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value.</returns>
    public int Number(string name) => int.Parse(_values[name], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The value of an option that is a number of milliseconds.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value as a time.</returns>
    public TimeSpan Milliseconds(string name) => TimeSpan.FromMilliseconds(Number(name));

    /// <summary>Whether an option is <c>on</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Whether it is.</returns>
    public bool IsOn(string name) => _values[name] == "on";
}
