using System.Text;

namespace Faultline.Reports.Charts;

/// <summary>Many shapes in one path, so that a chart of thousands of values stays a handful of elements.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder _commands = new();

    public bool IsEmpty => _commands.Length == 0;

    public SvgPath Rectangle(double left, double top, double right, double bottom)
    {
        _commands.Append('M').Append(Svg.N(left)).Append(' ').Append(Svg.N(bottom))
            .Append('V').Append(Svg.N(top)).Append('H').Append(Svg.N(right)).Append('V').Append(Svg.N(bottom)).Append('Z');
        return this;
    }

    public SvgPath MoveTo(double x, double y)
    {
        _commands.Append('M').Append(Svg.N(x)).Append(' ').Append(Svg.N(y));
        return this;
    }

    public SvgPath LineTo(double x, double y)
    {
        _commands.Append('L').Append(Svg.N(x)).Append(' ').Append(Svg.N(y));
        return this;
    }

    public override string ToString() => _commands.ToString();
}
