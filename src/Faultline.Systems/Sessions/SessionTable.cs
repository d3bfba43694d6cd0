using MemoryPack;

namespace Faultline.Systems.Sessions;

/// <summary>The sessions of clients: what each asked last and what it got, so that a retry is answered and not applied again.</summary>
/// <remarks>
/// Part of the replicated state: it changes only by applying commands, is evicted by how long ago (in applied commands) a session
/// was used and never by a clock, and belongs into every snapshot. Ongaro, "Consensus: Bridging Theory and Practice" (2014),
/// section 6.3.
/// </remarks>
/// <typeparam name="TResult">What operations return.</typeparam>
/// <param name="capacity">How many sessions are kept; opening one more evicts the one that was not used for longest.</param>
internal sealed class SessionTable<TResult>(int capacity)
    where TResult : class
{
    private readonly SortedDictionary<long, Session<TResult>> _sessions = [];

    /// <summary>How much memory the sessions take, roughly, in bytes: values are short, so each session counts alike.</summary>
    public long Bytes => 160L * _sessions.Count;

    public void Open(long session, long now)
    {
        if (_sessions.Count >= capacity) _sessions.Remove(_sessions.MinBy(static entry => entry.Value.LastUsed).Key);
        _sessions.Add(session, new Session<TResult>(session, 0, null, now));
    }

    /// <summary>The session, or null where it was never opened or is evicted.</summary>
    public Session<TResult>? Find(long session) => _sessions.GetValueOrDefault(session);

    public void Record(long session, long sequence, TResult result, long now) =>
        _sessions[session] = new Session<TResult>(session, sequence, result, now);

    public Session<TResult>[] Save() => [.. _sessions.Values];

    public void Load(IEnumerable<Session<TResult>> sessions)
    {
        _sessions.Clear();
        foreach (var session in sessions) _sessions.Add(session.Id, session);
    }
}

/// <summary>One session.</summary>
/// <typeparam name="TResult">What operations return.</typeparam>
/// <param name="Id">Its number.</param>
/// <param name="LastSequence">The newest operation that was applied; zero for none.</param>
/// <param name="LastResult">What that one returned.</param>
/// <param name="LastUsed">Which applied command, counted from 1, used it last.</param>
[MemoryPackable]
internal sealed partial record Session<TResult>(long Id, long LastSequence, TResult? LastResult, long LastUsed)
    where TResult : class;
