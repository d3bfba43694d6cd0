using Faultline.Model.Operations;
using Faultline.Systems.KeyValue;
using Faultline.Systems.Sessions;
using static Faultline.Systems.Tests.Nodes.Ids;

namespace Faultline.Systems.Tests.KeyValue;

public sealed class KvMachineTests
{
    private readonly KvMachine _machine = new(sessionCapacity: 3);

    [Fact]
    public void A_key_has_the_value_that_was_put_last_until_it_is_deleted()
    {
        var session = Open();

        Assert.Null(_machine.Get("k").Value);
        Assert.Equal(KvResult.Done, Do(session, 1, new KvPut("k", "a")));
        Assert.Equal(KvResult.Done, Do(session, 2, new KvPut("k", "b")));
        Assert.Equal(new KvResult(true, "b"), Do(session, 3, new KvGet("k")));
        Assert.Equal(KvResult.Done, Do(session, 4, new KvDelete("k")));
        Assert.Equal(KvResult.Done, Do(session, 5, new KvDelete("k")));
        Assert.Equal(new KvResult(true, null), _machine.Get("k"));
    }

    [Fact]
    public void Compare_and_set_sets_only_where_it_finds_what_it_expects()
    {
        var session = Open();

        Assert.Equal(KvResult.Mismatch, Do(session, 1, new KvCas("k", "a", "b")));
        Assert.Equal(KvResult.Done, Do(session, 2, new KvCas("k", null, "a")));
        Assert.Equal(KvResult.Mismatch, Do(session, 3, new KvCas("k", null, "b")));
        Assert.Equal(KvResult.Done, Do(session, 4, new KvCas("k", "a", "b")));
        Assert.Equal("b", _machine.Get("k").Value);
    }

    [Fact]
    public void A_retry_gets_the_first_answer_and_is_not_applied_again()
    {
        var (session, other) = (Open(), Open());
        Do(session, 1, new KvCas("k", null, "a"));
        Do(other, 1, new KvPut("k", "b"));

        Assert.Equal(KvResult.Done, Do(session, 1, new KvCas("k", null, "a")));
        Assert.Equal("b", _machine.Get("k").Value);
    }

    [Fact]
    public void An_operation_that_its_client_has_moved_on_from_is_ignored()
    {
        var session = Open();
        Do(session, 5, new KvPut("k", "new"));

        Assert.Null(_machine.Apply(new SessionCommand(C1, session, 4, new KvPut("k", "old"))));
        Assert.Equal("new", _machine.Get("k").Value);
    }

    [Fact]
    public void An_unknown_session_is_told_so_and_changes_nothing()
    {
        var answer = _machine.Apply(new SessionCommand(C1, 99, 1, new KvPut("k", "a")));

        Assert.Equal(new SessionExpired(1), answer);
        Assert.Null(_machine.Get("k").Value);
    }

    [Fact]
    public void The_session_that_was_not_used_for_longest_is_evicted()
    {
        var (first, second, third) = (Open(), Open(), Open());
        Do(first, 1, new KvPut("k", "a"));
        Do(third, 1, new KvGet("k"));

        var fourth = Open();

        Assert.Equal(new SessionExpired(1), _machine.Apply(new SessionCommand(C1, second, 1, new KvGet("k"))));
        foreach (var kept in new[] { first, third, fourth }) Assert.NotNull(Do(kept, 9, new KvGet("k")));
    }

    [Fact]
    public void Machines_that_apply_the_same_are_the_same_byte_for_byte()
    {
        var other = new KvMachine(sessionCapacity: 3);
        for (var i = 0; i < 200; i++)
        {
            var command = i % 7 == 0
                ? new SessionCommand(C1, 0, i, null)
                : new SessionCommand(C1, 1 + (i / 7 * 7), i, i % 5 == 0 ? new KvDelete("k1") : new KvPut("k" + (i % 3), "v" + i));

            Assert.Equal(_machine.Apply(command), other.Apply(command));
            Assert.Equal(_machine.Save(), other.Save());
        }
    }

    [Fact]
    public void A_machine_that_was_saved_and_loaded_goes_on_as_if_nothing_had_happened()
    {
        var session = Open();
        Do(session, 3, new KvPut("k", "a"));
        var loaded = new KvMachine(sessionCapacity: 3);
        loaded.Apply(new SessionCommand(C1, 0, 1, null));

        Assert.True(loaded.TryLoad(_machine.Save()));

        Assert.Equal(_machine.Save(), loaded.Save());
        Assert.Equal(new KvReply(3, KvResult.Done), loaded.Apply(new SessionCommand(C1, session, 3, new KvPut("k", "again"))));
        Assert.Null(loaded.Apply(new SessionCommand(C1, session, 2, new KvPut("k", "older"))));
        Assert.Equal("a", loaded.Get("k").Value);

        // Sessions are numbered by what was applied before, and the two above were applied to one machine only.
        Assert.Equal(5, Assert.IsType<SessionOpened>(loaded.Apply(new SessionCommand(C1, 0, 1, null))).Session);
        Assert.Equal(3, Open());
    }

    [Fact]
    public void The_planted_mistakes_do_what_they_say()
    {
        var forgetful = new KvMachine(3) { ForgetsRetries = true };
        var session = ((SessionOpened)forgetful.Apply(new SessionCommand(C1, 0, 1, null))!).Session;
        forgetful.Apply(new SessionCommand(C1, session, 1, new KvCas("k", null, "a")));

        Assert.Equal(
            new KvReply(1, KvResult.Mismatch), forgetful.Apply(new SessionCommand(C1, session, 1, new KvCas("k", null, "a"))));
        Assert.True(_machine.TryLoad(forgetful.Save(withSessions: false)));
        Assert.Equal(new SessionExpired(2), _machine.Apply(new SessionCommand(C1, session, 2, new KvGet("k"))));
    }

    private long Open() => Assert.IsType<SessionOpened>(_machine.Apply(new SessionCommand(C1, 0, 1, null))).Session;

    private KvResult Do(long session, long sequence, KvOperation operation) =>
        Assert.IsType<KvReply>(_machine.Apply(new SessionCommand(C1, session, sequence, operation))).Result;
}
