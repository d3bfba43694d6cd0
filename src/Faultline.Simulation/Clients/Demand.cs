using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;

namespace Faultline.Simulation.Clients;

/// <summary>When users want operations, and which ones.</summary>
internal abstract class Demand
{
    /// <summary>When a user wants something next.</summary>
    /// <param name="user">The user's place, from 0.</param>
    /// <param name="now">The time, in ticks.</param>
    /// <returns>When, in ticks and not in the past; -1 for never again.</returns>
    public abstract long NextWish(int user, long now);

    /// <summary>What the oldest wish of a user is that was not asked for yet.</summary>
    /// <param name="user">The user's place, from 0.</param>
    public abstract Operation NextOperation(int user);

    /// <summary>A user got an answer, which may shape what is wanted next.</summary>
    public virtual void Completed(int user, Operation operation, OperationResult result)
    {
    }
}

/// <summary>Users who want operations at random moments, at a set mean rate.</summary>
internal sealed class DrawnDemand : Demand
{
    private readonly Workload _workload;
    private readonly long _meanPause;
    private readonly long _end;

    /// <summary>When a user wants something: numbers of its own, so that answers do not change when wishes come.</summary>
    private readonly Prng[] _pauses;
    private readonly Prng[] _random;

    public DrawnDemand(Workload workload, int users, ulong seed, decimal rate, TimeSpan end)
    {
        _workload = workload;
        _meanPause = Math.Max(1, (long)(TimeSpan.TicksPerSecond * users / rate));
        _end = end.Ticks;
        _pauses = [.. Enumerable.Range(0, users).Select(user => Prng.Stream(seed, "wishes", user))];
        _random = [.. Enumerable.Range(0, users).Select(user => Prng.Stream(seed, "workload", user))];
    }

    public override long NextWish(int user, long now)
    {
        // Pauses between nothing and twice the mean: no floating point, and rates that add up.
        var at = now + _pauses[user].Below(2 * _meanPause) + 1;
        return at < _end ? at : -1;
    }

    public override Operation NextOperation(int user) => _workload.NextOperation(user, _random[user]);

    public override void Completed(int user, Operation operation, OperationResult result) =>
        _workload.Completed(user, operation, result);
}

/// <summary>Users who want what a script says, whatever they are answered.</summary>
internal sealed class ScriptedDemand(WorkloadScript script, int users) : Demand
{
    private readonly Queue<long>[] _wishes = Queues(script, users, static operation => operation.Time.Ticks);
    private readonly Queue<Operation>[] _operations = Queues(script, users, static operation => operation.Operation);

    public override long NextWish(int user, long now) => _wishes[user].TryDequeue(out var at) ? at : -1;

    public override Operation NextOperation(int user) => _operations[user].Dequeue();

    private static Queue<T>[] Queues<T>(WorkloadScript script, int users, Func<ScriptedOperation, T> part)
    {
        Queue<T>[] queues = [.. Enumerable.Range(0, users).Select(static _ => new Queue<T>())];
        foreach (var operation in script.Operations.OrderBy(static operation => operation.Time))
            queues[-operation.Client.Number - 1].Enqueue(part(operation));
        return queues;
    }
}
