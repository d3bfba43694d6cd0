using System.Globalization;
using System.Text.RegularExpressions;
using Faultline.Model.Nodes;
using Faultline.Workbench.Traces;

namespace Faultline.Workbench.Stepping;

/// <summary>Where a debugger stops: at an event in whose words some words occur, or when a value inside a node meets a condition.</summary>
public sealed partial class Breakpoint
{
    private readonly Func<Stepper, bool> _holds;
    private bool _held;

    private Breakpoint(string text, bool isState, Func<Stepper, bool> holds) => (Text, _isState, _holds) = (text, isState, holds);

    private readonly bool _isState;

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">
    /// Words that must all occur in one line of an event, such as <c>Accept n3</c> or <c>lost</c>; or a value of a node and what it is
    /// compared with, such as <c>n1.log.CommitIndex &gt;= 5</c>.
    /// </param>
    /// <returns>The breakpoint.</returns>
    /// <exception cref="BadInputException">There is no condition.</exception>
    public static Breakpoint Parse(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
        {
            throw new BadInputException(
                "a breakpoint needs a condition: words, such as `break Accept n3`, or a value, such as `break n1.log.CommitIndex >= 5`");
        }

        if (Comparison().Match(text) is { Success: true } match && NodeId.TryParse(match.Groups["node"].Value, out var node))
        {
            var (path, sign, value) = (match.Groups["path"].Value, match.Groups["sign"].Value, match.Groups["value"].Value.Trim());
            return new Breakpoint(text, isState: true, stepper =>
                stepper.NodeOn(node) is { } root && ObjectTree.TryFind(root, path, out var found, out _) && Compare(found, sign, value));
        }

        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Breakpoint(text, isState: false, stepper => stepper.Last.Any(entry => Has(TraceWords.Of(entry), words)));
    }

    /// <summary>Whether to stop after the event that has just happened. A value stops when it begins to meet the condition.</summary>
    /// <param name="stepper">The run.</param>
    /// <returns>Whether to stop.</returns>
    public bool IsHit(Stepper stepper)
    {
        var holds = _holds(stepper);
        var hit = holds && !(_isState && _held);
        _held = holds;
        return hit;
    }

    private static bool Has(string line, string[] words) =>
        Array.TrueForAll(words, word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool Compare(object? found, string sign, string value)
    {
        var text = found is string plain ? plain : ObjectTree.Words(found);
        const NumberStyles style = NumberStyles.Number;
        var order = decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var left)
            && decimal.TryParse(value, style, CultureInfo.InvariantCulture, out var right)
                ? left.CompareTo(right)
                : string.CompareOrdinal(text, value.Trim('"'));
        return sign switch
        {
            "==" or "=" => order == 0,
            "!=" => order != 0,
            ">=" => order >= 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order < 0,
        };
    }

    [GeneratedRegex(@"^(?<node>[nc]\d+)\.(?<path>[\w.\[\]]+)\s*(?<sign>==|=|!=|>=|<=|>|<)\s*(?<value>.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
