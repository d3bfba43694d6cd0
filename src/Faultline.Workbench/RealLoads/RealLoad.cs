using Faultline.Model.Histories;
using Faultline.Model.Randomness;
using Faultline.Model.Systems;
using Faultline.Runtime.Clients;
using Faultline.Runtime.Hosting;

namespace Faultline.Workbench.RealLoads;

/// <summary>Users of a real cluster: each wants operations at random moments, whether the cluster keeps up or not.</summary>
/// <remarks>
/// <para>
/// An open load: latency counts from when the user wanted the operation, so a cluster that stands still for a second shows it in all
/// operations that were due in that second (Tene, "How NOT to Measure Latency", on coordinated omission).
/// </para>
/// <para>Without a rate the load is closed: each client asks again when it has its answer, and latency counts from there.</para>
/// </remarks>
public sealed class RealLoad
{
    private const int MostWaiting = 100_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>How long answers are waited for at the end.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    private readonly ClientPool _clients;
    private readonly Workload _workload;
    private readonly RealLoadRequest _request;
    private readonly ClientHistory _history;
    private readonly Prng[] _random;
    private readonly Prng _pauses;
    private readonly Queue<TimeSpan> _waiting = new();
    private readonly Queue<int> _idle = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _start;
    private TimeSpan _nextWish;
    private int _open;
    private long _completed;
    private long _givenUp;
    private bool _isOver;

    private RealLoad(ClientPool clients, Workload workload, RealLoadRequest request)
    {
        (_clients, _workload, _request) = (clients, workload, request);
        _history = new ClientHistory(clients.Count);
        _random = [.. Enumerable.Range(0, clients.Count).Select(client => Prng.Stream(request.Seed, "workload", client))];
        _pauses = Prng.Stream(request.Seed, "wishes");
    }

    /// <summary>Operations that have ended so far, and the time since the start.</summary>
    private TimeSpan Now => ClientPool.Now - _start;

    /// <summary>Loads a cluster.</summary>
    /// <param name="clients">The clients; as many operations are under way at once.</param>
    /// <param name="workload">What they ask.</param>
    /// <param name="request">How much and for how long.</param>
    /// <param name="cancellation">Ends the load early; what was done until then is reported.</param>
    /// <returns>What users asked and got.</returns>
    public static async Task<RealLoadReport> RunAsync(
        ClientPool clients, Workload workload, RealLoadRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(request);
        var load = new RealLoad(clients, workload, request);
        clients.Later(TimeSpan.Zero, load.Start);
        using var stop = cancellation.Register(() => clients.Later(TimeSpan.Zero, load.End));
        while (await Task.WhenAny(load._ended.Task, Task.Delay(200, CancellationToken.None)).ConfigureAwait(false) != load._ended.Task)
            request.Progress?.Invoke(Volatile.Read(ref load._completed), load.Now);
        return new RealLoadReport(load._history.History, load._givenUp, request.Duration < load.Now ? request.Duration : load.Now);
    }

    private void Start()
    {
        _start = ClientPool.Now;
        for (var client = 0; client < _clients.Count; client++) _idle.Enqueue(client);
        if (_request.Rate is null)
        {
            while (_idle.TryDequeue(out var client)) Ask(client, Now);
            _clients.Later(_request.Duration, End);
        }
        else
        {
            Wish();
        }
    }

    /// <summary>Takes in the wishes that are due, and comes back for the next.</summary>
    private void Wish()
    {
        if (_isOver) return;
        while (_nextWish <= Now && _nextWish < _request.Duration)
        {
            if (_waiting.Count >= MostWaiting)
            {
                _waiting.Dequeue();
                _givenUp++;
            }

            _waiting.Enqueue(_nextWish);

            // Between nothing and twice the mean, as in the simulator.
            _nextWish += new TimeSpan(_pauses.Below((long)(2 * TimeSpan.TicksPerSecond / _request.Rate!.Value) + 1));
        }

        Serve();
        if (_nextWish >= _request.Duration) _clients.Later(Zero(_request.Duration - Now), End);
        else _clients.Later(Tick, Wish);
    }

    private void Serve()
    {
        while (_waiting.Count > 0 && _idle.TryDequeue(out var client)) Ask(client, _waiting.Dequeue());
    }

    private void Ask(int client, TimeSpan wanted)
    {
        _open++;
        var operation = _workload.NextOperation(client, _random[client]);
        HistoryEntry? entry = null;
        _clients.Ask(client, new PendingRequest(
            operation, () => entry = _history.Invoke(client, operation, wanted, Now), ending => Ended(client, entry!, ending)));
    }

    private void Ended(int client, HistoryEntry entry, Ending ending)
    {
        _history.Complete(client, entry, ending.Outcome, ending.Result, ending.Reason, Now);
        Volatile.Write(ref _completed, _completed + 1);
        _open--;
        if (ending.Result is { } result) _workload.Completed(client, entry.Operation, result);
        if (!_isOver && _request.Rate is null)
        {
            Ask(client, Now);
        }
        else
        {
            _idle.Enqueue(client);
            if (!_isOver) Serve();
            else if (_open == 0) _ended.TrySetResult();
        }
    }

    private void End()
    {
        if (_isOver) return;
        _isOver = true;
        _givenUp += _waiting.Count;
        _waiting.Clear();
        if (_open == 0) _ended.TrySetResult();
        else _clients.Later(LastAnswers, () => _ended.TrySetResult());
    }

    private static TimeSpan Zero(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
