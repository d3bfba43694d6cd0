namespace Faultline.Checking.Linearizability.Models;

/// <summary>Some values in a row: the state of a queue or a stack.</summary>
/// <remarks>
/// Immutable. Each value stands on the one before it, so sequences share what they have in common: adding at the end takes constant
/// time and memory, and the first value is found in O(log n) by the jumps of Myers, "An Applicative Random-Access Stack" (1983).
/// </remarks>
public sealed class ValueSequence
{
    private readonly Place _last;

    private ValueSequence(Place last, int count) => (_last, Count) = (last, count);

    internal static ValueSequence Empty { get; } = new(new Place(), 0);

    internal int Count { get; }

    internal string? First => Count == 0 ? null : _last.AtDepth(_last.Depth - Count + 1).Value;

    internal string? Last => _last.Value;

    /// <summary>Of the values in their order, whatever was before them.</summary>
    internal UInt128 Digest
    {
        get
        {
            if (Count == 0) return UInt128.Zero;
            var below = _last.AtDepth(_last.Depth - Count);
            return unchecked(_last.Digest - (below.Digest * Place.Power(Count)));
        }
    }

    internal ValueSequence Add(string value) => new(new Place(_last, value), Count + 1);

    internal ValueSequence WithoutFirst() => Count == 1 ? Empty : new ValueSequence(_last, Count - 1);

    internal ValueSequence WithoutLast() => Count == 1 ? Empty : new ValueSequence(_last.Below, Count - 1);

    internal bool HasSameValues(ValueSequence other)
    {
        if (Count != other.Count) return false;
        var (left, right) = (_last, other._last);
        for (var rest = Count; rest > 0 && left != right; rest--)
        {
            if (!string.Equals(left.Value, right.Value, StringComparison.Ordinal)) return false;
            (left, right) = (left.Below, right.Below);
        }

        return true;
    }

    private sealed class Place
    {
        /// <summary>Odd, so that no power of it loses bits.</summary>
        private static readonly UInt128 Base = new(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);

        private readonly Place _jump;

        /// <summary>The ground, with no value.</summary>
        public Place() => Below = _jump = this;

        public Place(Place below, string value)
        {
            (Below, Value, Depth) = (below, value, below.Depth + 1);
            Digest = unchecked((below.Digest * Base) + StateDigest.Of(value));
            var jump = below._jump;
            _jump = below.Depth - jump.Depth == jump.Depth - jump._jump.Depth ? jump._jump : below;
        }

        public Place Below { get; }

        public string? Value { get; }

        public int Depth { get; }

        /// <summary>Of all values from the ground up to this one, as digits in base <see cref="Base"/>.</summary>
        public UInt128 Digest { get; }

        public static UInt128 Power(int exponent)
        {
            var (power, square) = (UInt128.One, Base);
            for (; exponent > 0; exponent >>= 1)
            {
                if ((exponent & 1) != 0) power = unchecked(power * square);
                square = unchecked(square * square);
            }

            return power;
        }

        public Place AtDepth(int depth)
        {
            var place = this;
            while (place.Depth > depth) place = place._jump.Depth >= depth ? place._jump : place.Below;
            return place;
        }
    }
}
