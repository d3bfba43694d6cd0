using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Systems.Pbft;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.Pbft;

public sealed class StoreTests
{
    private readonly Store _store = new(clients: 2);

    [Fact]
    public void A_request_is_executed_once_and_older_ones_of_its_client_not_at_all()
    {
        Assert.Equal(KvResult.Done, Put(5, "a", 1));
        Assert.Null(Put(5, "b", 2));
        Assert.Null(Put(4, "c", 3));

        Assert.Equal((new KvResult(true, "a"), 1L), _store.Read(new KvGet("k")));
        Assert.Equal(new LastReply(5, KvResult.Done), _store.LastReplyTo(0));
    }

    [Fact]
    public void Equal_values_of_different_writes_have_different_versions()
    {
        Put(1, "a", 1);
        var first = _store.Read(new KvGet("k"));
        Put(2, "b", 2);
        Put(3, "a", 3);
        var second = _store.Read(new KvGet("k"));

        Assert.Equal(first.Result, second.Result);
        Assert.NotEqual(first.Version, second.Version);
    }

    [Fact]
    public void No_value_before_and_after_a_value_has_different_versions()
    {
        var before = _store.Read(new KvGet("k"));
        Put(1, "a", 1);
        _store.Execute(0, new Request(C1, 2, false, new KvDelete("k"), []), 2);
        var after = _store.Read(new KvGet("k"));

        Assert.Equal(before.Result, after.Result);
        Assert.Equal((0L, 2L), (before.Version, after.Version));
    }

    [Fact]
    public void A_state_that_is_saved_and_loaded_is_the_same()
    {
        Put(7, "a", 1);
        _store.Execute(1, new Request(C1, 3, false, new KvCas("q", null, "ü"), []), 2);
        _store.Execute(0, new Request(C1, 8, false, new KvDelete("k"), []), 3);
        var other = new Store(clients: 2);

        Assert.True(other.TryLoad(_store.Save()));

        Assert.Equal(_store.Save(), other.Save());
        Assert.Equal((new KvResult(true, "ü"), 2L), other.Read(new KvGet("q")));
        Assert.Equal(new LastReply(8, KvResult.Done), other.LastReplyTo(0));
    }

    [Fact]
    public void Bytes_that_are_no_state_are_refused_and_change_nothing()
    {
        Put(1, "a", 1);
        var honest = _store.Save();
        var random = new Prng(1);
        for (var i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. honest[..random.Below(honest.Length + 1)]];
            if (bytes.Length > 0) bytes[random.Below(bytes.Length)] ^= (byte)(1 << random.Below(8));
            var store = new Store(clients: 2);
            if (!store.TryLoad(bytes)) Assert.Equal(new Store(clients: 2).Save(), store.Save());
        }

        Assert.False(new Store(clients: 2).TryLoad([]));
        Assert.False(new Store(clients: 3).TryLoad(honest));
        Assert.False(new Store(clients: 2).TryLoad([.. honest, 0]));
    }

    private KvResult? Put(long timestamp, string value, long sequence) =>
        _store.Execute(0, new Request(C1, timestamp, false, new KvPut("k", value), []), sequence);
}
