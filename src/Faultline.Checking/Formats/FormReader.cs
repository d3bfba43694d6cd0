using System.Globalization;
using System.Text;
using Faultline.Model.Histories;

namespace Faultline.Checking.Formats;

/// <summary>Reads EDN, or JSON, form by form.</summary>
/// <remarks>Complete for EDN as Clojure prints it; JSON is held to its commas and colons.</remarks>
internal sealed class FormReader(TextScanner input, bool isJson)
{
    /// <summary>Deeper than anything real, and far from what the stack bears.</summary>
    private const int MostNested = 200;

    private const int End = -1;

    private readonly RecentStrings _strings = new();
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>The forms of the text one after another, or those of the one collection that it is.</summary>
    public IEnumerable<Form> ReadAll()
    {
        if (!SkipBlanks()) yield break;
        if (input.Peek() is '[' or '(')
        {
            foreach (var form in ReadItems()) yield return form;
            if (SkipBlanks()) throw Unreadable("there is more text after the end of the collection: put everything into it");
            yield break;
        }

        do
        {
            if (TryRead() is { } form) yield return form;
        }
        while (SkipBlanks());
    }

    /// <summary>The items of the collection that comes next, one by one.</summary>
    public IEnumerable<Form> ReadItems()
    {
        SkipBlanks();
        var open = input.Read();
        if (open is not ('[' or '(' or '{')) throw Unreadable($"here should be a list, not {Shown(open)}");
        var close = open switch { '[' => ']', '(' => ')', _ => '}' };
        for (var count = 0; ; count++)
        {
            if (AtEnd(close, count)) yield break;
            if (TryRead() is { } form) yield return form;
        }
    }

    /// <summary>Skips the one character, which must come next.</summary>
    public void Expect(char expected)
    {
        SkipBlanks();
        if (input.Peek() != expected) throw Unreadable($"here should be a {expected}, not {Shown(input.Peek())}");
        input.Read();
    }

    /// <summary>Skips what means nothing.</summary>
    /// <returns>Whether anything follows.</returns>
    public bool SkipBlanks()
    {
        while (true)
        {
            var next = input.Peek();
            if (next == End) return false;
            if (char.IsWhiteSpace((char)next) || (!isJson && next == ',')) input.Read();
            else if (!isJson && next == ';') SkipLine();
            else if (next == '\uFEFF') input.Read();
            else return true;
        }
    }

    public Form Read()
    {
        var form = TryRead();
        while (form is null)
        {
            if (!SkipBlanks()) throw Unreadable("the text ends in the middle: a value is missing");
            form = TryRead();
        }

        return form;
    }

    /// <summary>The next form; null where it was one to be left out.</summary>
    private Form? TryRead()
    {
        if (!SkipBlanks()) throw Unreadable("the text ends in the middle: a value is missing");
        if (++_depth > MostNested) throw Unreadable($"more than {MostNested} values are nested: that is no operation");
        var (line, column) = (input.Line, input.Column);
        var next = input.Peek();
        var form = next switch
        {
            '{' => Collection(FormKind.Map, '}', line, column),
            '[' => Collection(FormKind.Vector, ']', line, column),
            '"' => new Form(FormKind.Text, line, column) { Text = Quoted() },
            '(' when !isJson => Collection(FormKind.List, ')', line, column),
            '#' when !isJson => Dispatched(line, column),
            ':' when !isJson => Keyword(line, column),
            '\\' when !isJson => Character(line, column),
            _ => Atom(line, column),
        };
        _depth--;
        return form;
    }

    private Form Collection(FormKind kind, char close, int line, int column)
    {
        input.Read();
        var items = new List<Form>();
        while (!AtEnd(close, kind == FormKind.Map ? items.Count / 2 : items.Count))
        {
            if (TryRead() is not { } item) continue;
            items.Add(item);
            if (kind != FormKind.Map) continue;
            if (isJson)
            {
                if (item.Kind != FormKind.Text) throw Unreadable("a name in an object must be in quotes");
                Expect(':');
            }

            if (!isJson && AtEnd(close, 0)) throw Unreadable("a map has a key without a value");
            items.Add(Read());
        }

        return new Form(kind, line, column) { Items = items };
    }

    /// <summary>Whether the collection ends here; in JSON takes the comma before a further item.</summary>
    private bool AtEnd(char close, int count)
    {
        if (!SkipBlanks()) throw Unreadable($"the text ends in the middle: a {close} is missing");
        if (input.Peek() == close)
        {
            input.Read();
            return true;
        }

        if (isJson && count > 0) Expect(',');
        if (input.Peek() is ']' or '}' or ')') throw Unreadable($"here should be a {close}, not {Shown(input.Peek())}");
        return false;
    }

    private Form? Dispatched(int line, int column)
    {
        input.Read();
        switch (input.Peek())
        {
            case '_':
                input.Read();
                Read();
                return null;
            case '{':
                return Collection(FormKind.Set, '}', line, column);
            case '"':
                return new Form(FormKind.Text, line, column) { Text = Quoted() };
            case '#':
                input.Read();
                return new Form(FormKind.Number, line, column) { Text = "##" + Token() };
            default:
                var tag = Token();
                if (tag.Length == 0) throw Unreadable($"# cannot stand before {Shown(input.Peek())}");
                return new Form(FormKind.Tagged, line, column) { Text = tag, Items = [Read()] };
        }
    }

    private Form Keyword(int line, int column)
    {
        input.Read();
        var name = Token();
        return name.Length > 0
            ? new Form(FormKind.Keyword, line, column) { Text = name }
            : throw Unreadable("a keyword has no name");
    }

    private Form Character(int line, int column)
    {
        input.Read();
        if (input.Peek() == End) throw Unreadable("the text ends in the middle: a character is missing");
        var first = ((char)input.Read()).ToString();
        var name = first + Token();
        return new Form(FormKind.Text, line, column)
        {
            Text = name switch
            {
                "newline" => "\n",
                "space" => " ",
                "tab" => "\t",
                "return" => "\r",
                _ => name,
            },
        };
    }

    private Form Atom(int line, int column)
    {
        var token = Token();
        if (token.Length == 0) throw Unreadable($"{Shown(input.Peek())} cannot stand here");
        if (token is "nil" or "null") return new Form(FormKind.Nil, line, column);
        if (token is "true" or "false") return new Form(FormKind.Boolean, line, column) { Text = token };
        if (!char.IsAsciiDigit(token[0]) && !(token.Length > 1 && token[0] is '-' or '+' && char.IsAsciiDigit(token[1])))
        {
            return isJson
                ? throw new HistoryFormatException(line, column, $"{Quote.Of(token)} is no value: texts stand in quotes")
                : new Form(FormKind.Symbol, line, column) { Text = token };
        }

        return long.TryParse(token.AsSpan().TrimEnd('N'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? new Form(FormKind.Integer, line, column) { Integer = integer, Text = token }
            : new Form(FormKind.Number, line, column) { Text = token };
    }

    private string Token()
    {
        _text.Clear();
        while (input.Peek() is var next && next != End && !char.IsWhiteSpace((char)next) && !IsDelimiter((char)next))
            _text.Append((char)input.Read());
        return Taken();
    }

    private bool IsDelimiter(char unit) =>
        unit is '{' or '}' or '[' or ']' or '(' or ')' or '"' or ',' or ';' || (isJson && unit == ':');

    private string Quoted()
    {
        input.Read();
        _text.Clear();
        while (true)
        {
            switch (input.Read())
            {
                case End:
                    throw Unreadable("the text ends in the middle: a quotation mark is missing");
                case '"':
                    return Taken();
                case '\\':
                    _text.Append(Escaped());
                    break;
                case var unit:
                    _text.Append((char)unit);
                    break;
            }
        }
    }

    private char Escaped()
    {
        var escaped = input.Read();
        return escaped switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            '"' or '\\' or '/' or '\'' => (char)escaped,
            'u' => Unit(),
            _ => throw Unreadable($"there is no escape {Shown(escaped)} in a text"),
        };

        char Unit()
        {
            Span<char> digits = stackalloc char[4];
            for (var i = 0; i < digits.Length; i++) digits[i] = (char)Math.Max(0, input.Read());
            return ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
                ? (char)unit
                : throw Unreadable("an escape needs four hexadecimal digits");
        }
    }

    private string Taken()
    {
        var text = _text.Length <= 256 ? null : _text.ToString();
        if (text is not null) return text;
        Span<char> units = stackalloc char[256];
        _text.CopyTo(0, units, _text.Length);
        return _strings.Get(units[.._text.Length]);
    }

    private void SkipLine()
    {
        while (input.Peek() is not (End or '\n')) input.Read();
    }

    private HistoryFormatException Unreadable(string message) => new(input.Line, input.Column, message);

    private static string Shown(int unit) => unit < 0 ? "the end of the text" : Quote.Of(((char)unit).ToString());
}
