using System.Globalization;

namespace Faultline.Checking.Formats;

/// <summary>What a form of EDN or JSON is.</summary>
internal enum FormKind : byte
{
    Nil,
    Boolean,
    Integer,
    Number,
    Text,
    Keyword,
    Symbol,
    List,
    Vector,
    Set,
    Map,
    Tagged,
}

/// <summary>A value of EDN or JSON, and where it stands.</summary>
internal sealed class Form(FormKind kind, int line, int column)
{
    public FormKind Kind => kind;

    public int Line => line;

    public int Column => column;

    /// <summary>The text, the name without its colon, the number as it stands, or the tag.</summary>
    public string Text { get; init; } = "";

    public long Integer { get; init; }

    /// <summary>What is in it; of a map the keys and the values in turn.</summary>
    public IReadOnlyList<Form> Items { get; init; } = [];

    public bool IsNil => kind == FormKind.Nil;

    public bool IsSequence => kind is FormKind.List or FormKind.Vector;

    /// <summary>The word that a keyword of EDN or a text of JSON is; null for everything else.</summary>
    public string? Name => kind is FormKind.Keyword or FormKind.Text or FormKind.Symbol ? Text : null;

    /// <summary>A form without its tags.</summary>
    public Form Untagged => kind == FormKind.Tagged ? Items[0].Untagged : this;

    /// <summary>As a key or a value of a history: the same text for the same value.</summary>
    public override string ToString() => kind switch
    {
        FormKind.Nil => "nil",
        FormKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        FormKind.Keyword => ":" + Text,
        FormKind.List => "(" + string.Join(' ', Items) + ")",
        FormKind.Vector => "[" + string.Join(' ', Items) + "]",
        FormKind.Set => "#{" + string.Join(' ', Items) + "}",
        FormKind.Map => "{" + string.Join(' ', Items) + "}",
        FormKind.Tagged => $"#{Text} {Items[0]}",
        _ => Text,
    };
}
