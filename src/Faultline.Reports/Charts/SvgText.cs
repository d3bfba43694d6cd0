using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Faultline.Reports.Charts;

/// <summary>A line of text in a drawing.</summary>
/// <remarks>A component of its own because Razor takes a <c>text</c> element in code for its own.</remarks>
public sealed class SvgText : ComponentBase
{
    /// <summary>The text's place from left to right, in units of the drawing.</summary>
    [Parameter, EditorRequired]
    public double X { get; set; }

    /// <summary>The place of the text's base line from top to bottom, in units of the drawing.</summary>
    [Parameter, EditorRequired]
    public double Y { get; set; }

    /// <summary>The text.</summary>
    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    /// <summary>Style classes; <c>end</c> and <c>middle</c> say what X means. Default: none.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", Svg.N(X));
        builder.AddAttribute(2, "y", Svg.N(Y));
        if (Class is not null) builder.AddAttribute(3, "class", Class);
        builder.AddContent(4, Value);
        builder.CloseElement();
    }
}
