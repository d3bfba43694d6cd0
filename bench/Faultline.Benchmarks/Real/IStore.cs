using Faultline.Measurement;

namespace Faultline.Benchmarks.Real;

/// <summary>A store on three nodes that is loaded by clients, each of which asks again when it has its answer.</summary>
internal interface IStore : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Loads it with reads or writes for so long.</summary>
    Task<AnsweredLatency> LoadAsync(bool reads, int clients, TimeSpan duration);
}
