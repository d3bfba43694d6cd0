namespace Faultline.Model.Randomness;

/// <summary>A stream of random numbers that is fixed by its seed for ever: xoshiro256**, seeded by SplitMix64.</summary>
/// <remarks>
/// Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators" (2021). It is ours so that no runtime update can
/// change the numbers. Integers only, not for secrets, and not thread-safe: each stream has one owner.
/// </remarks>
public sealed class Prng
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>A stream that the seed determines.</summary>
    /// <param name="seed">Any number.</param>
    public Prng(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>The stream with this name and number under a seed, independent of all others.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the stream is for, such as <c>network</c>.</param>
    /// <param name="number">Tells streams of the same name apart.</param>
    /// <returns>A new stream at its start.</returns>
    public static Prng Stream(ulong seed, string name, long number = 0) =>
        new(StableHash.Mix(StableHash.Mix(StableHash.Of(name), unchecked((ulong)number)), seed));

    /// <summary>The next 64 random bits.</summary>
    /// <returns>Any number, each equally likely.</returns>
    public ulong NextUInt64()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = ulong.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A whole number from zero to just under the bound, each equally likely.</summary>
    /// <param name="bound">1 or more.</param>
    /// <returns>The number.</returns>
    public long Below(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (ulong)bound;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            // Lemire, "Fast Random Integer Generation in an Interval" (2019): reject the few that would favour small numbers.
            var threshold = unchecked(0UL - range) % range;
            while (low < threshold) high = Math.BigMul(NextUInt64(), range, out low);
        }

        return (long)high;
    }

    /// <summary>A whole number from zero to just under the bound, each equally likely.</summary>
    /// <param name="bound">1 or more.</param>
    /// <returns>The number.</returns>
    public int Below(int bound) => (int)Below((long)bound);

    /// <summary>A time between two others, both included, in ticks of 100 ns.</summary>
    /// <param name="least">The shortest.</param>
    /// <param name="most">The longest; not below <paramref name="least"/>.</param>
    /// <returns>The time.</returns>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => new(least.Ticks + Below(most.Ticks - least.Ticks + 1));

    /// <summary>Whether something that has this chance happens.</summary>
    /// <param name="chance">How likely it is. Never and always draw nothing.</param>
    /// <returns>Whether it does.</returns>
    public bool Happens(Chance chance) => chance.PerMillion switch
    {
        <= 0 => false,
        >= 1_000_000 => true,
        _ => Below(1_000_000L) < chance.PerMillion,
    };

    /// <summary>One of the items, each equally likely.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="items">At least one item.</param>
    /// <returns>The item.</returns>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Puts the items into a random order, each equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="items">The items.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
