using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Sync;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Tests.Bitcoin.Sync;

/// <summary>Headers with too little work are looked at twice before they are kept.</summary>
public sealed class HeaderPresyncTests
{
    private static readonly NetworkParameters Parameters = NetworkParameters.Simulation(TimeSpan.FromMinutes(10), 0) with { IsAwarded = static _ => true };

    [Fact]
    public void An_endless_chain_with_too_little_work_costs_a_bit_for_sixteen_headers()
    {
        var presync = New(least: 1_000_000);
        var kept = new List<BlockHeader>();
        var chain = Chain(20_000);
        for (var from = 0; from < chain.Length; from += 2_000) Assert.True(presync.Take(chain.AsSpan(from, 2_000), isFull: true, kept));

        Assert.Empty(kept);
        Assert.Equal((20_000 / HeaderPresync.CommitmentEvery, 0), presync.Held);
        Assert.False(presync.Take(Chain(20_500).AsSpan(20_000), isFull: false, kept));
    }

    [Fact]
    public void A_chain_with_enough_work_comes_through_in_the_second_round()
    {
        // Each header is worth 2: 3,000 of them are enough.
        var presync = New(least: 6_000);
        var kept = new List<BlockHeader>();
        var chain = Chain(4_000);

        Assert.True(presync.Take(chain.AsSpan(0, 2_000), isFull: true, kept));
        Assert.True(presync.Take(chain.AsSpan(2_000, 2_000), isFull: true, kept));
        Assert.True(presync.IsSecondRound);
        Assert.Equal(new HeaderEntry(Parameters.Genesis).Hash, presync.Last);
        Assert.True(presync.Take(chain.AsSpan(0, 2_000), isFull: true, kept));
        Assert.Equal(2_000 - HeaderPresync.BufferSize, kept.Count);
        Assert.True(presync.Held.Headers <= HeaderPresync.BufferSize);
        Assert.False(presync.Take(chain.AsSpan(2_000, 2_000), isFull: true, kept));
        Assert.Equal(chain, kept);
    }

    [Fact]
    public void Another_chain_in_the_second_round_is_noticed()
    {
        var presync = New(least: 6_000);
        var kept = new List<BlockHeader>();
        var chain = Chain(4_000);
        presync.Take(chain.AsSpan(0, 2_000), isFull: true, kept);
        presync.Take(chain.AsSpan(2_000, 2_000), isFull: true, kept);

        Assert.False(presync.Take(Chain(2_000, nonce: 99), isFull: true, kept));
        Assert.True(kept.Count < 100);
    }

    [Fact]
    public void Headers_that_do_not_follow_or_change_their_target_at_will_end_it()
    {
        var kept = new List<BlockHeader>();
        Assert.False(New(6_000).Take(Chain(10).AsSpan(1), isFull: true, kept));
        var wrong = Chain(1);
        wrong[0] = wrong[0] with { Bits = 0x207ffffe };
        Assert.False(New(6_000).Take(wrong, isFull: true, kept));
    }

    private static HeaderPresync New(ulong least) => new(Parameters, new HeaderEntry(Parameters.Genesis), least, salt: 12345);

    private static BlockHeader[] Chain(int length, uint nonce = 1)
    {
        var headers = new BlockHeader[length];
        var previous = Parameters.Genesis.Hash();
        for (var i = 0; i < length; i++)
        {
            headers[i] = new BlockHeader(2, previous, new Hash256((ulong)i, nonce, 0, 0), (uint)i, Parameters.Genesis.Bits, nonce);
            previous = headers[i].Hash();
        }

        return headers;
    }
}
