using System.Diagnostics;
using System.Security.Cryptography;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.Bitcoin.Mining.Hashing;
using Faultline.Systems.BlockChain;
using Faultline.Workbench.Runs;

namespace Faultline.Workbench.Mining;

/// <summary>Real proof of work: the search of <see cref="NonceSearch"/> on several threads and by the wall clock.</summary>
/// <remarks>
/// What is found does not depend on the number of threads: nonces are tried in pieces, and the first piece with a hit counts. When all
/// nonces are tried, the header's time is put one second later.
/// </remarks>
public static class Miner
{
    /// <summary>How many nonces a thread takes at a time: some ten milliseconds of work.</summary>
    private const long Piece = 1 << 17;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.3);

    /// <summary>Mines until a block is found or time is up.</summary>
    /// <param name="request">What to mine.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">The header's bits are no target.</exception>
    public static MiningReport Run(MiningRequest request, CancellationToken cancellation = default)
    {
        if (!Target.TryOf(request.Header.Bits, UInt256.MaxValue, out var target))
            throw new ArgumentException($"the bits {request.Header.Bits:x8} are no target", nameof(request));
        var bare = request.BareLoop > TimeSpan.Zero ? BareLoop(request) : 0;
        WarmUp(request.Header);
        var work = new Work(request, target, cancellation);
        Threads.Run(work.Search, request.Threads);
        cancellation.ThrowIfCancellationRequested();
        return new MiningReport(work.Found, work.Hashes, work.Elapsed, request.Threads, NonceSearch.Widths[0], bare);
    }

    /// <summary>Lets the compiler see that the search is used much, so that what is measured is the search.</summary>
    private static void WarmUp(in BlockHeader header)
    {
        var search = NonceSearch.For(header, UInt256.Zero);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUpTime;) search.Find(0, Piece / 64);
    }

    /// <summary>Hashes a second of a loop that hashes one header after the other with the framework's function.</summary>
    private static double BareLoop(MiningRequest request)
    {
        var hashes = 0L;
        var watch = Stopwatch.StartNew();
        Threads.Run(Loop, request.Threads);
        return hashes / watch.Elapsed.TotalSeconds;

        void Loop()
        {
            Span<byte> bytes = stackalloc byte[BlockHeader.Size];
            Span<byte> hash = stackalloc byte[Hash256.Size];
            request.Header.Write(bytes);
            var done = 0L;
            while (watch.Elapsed < request.BareLoop)
            {
                for (var i = 0; i < 1_000; i++)
                {
                    BitConverter.TryWriteBytes(bytes[76..], (uint)done++);
                    SHA256.HashData(bytes, hash);
                    SHA256.HashData(hash, hash);
                }
            }

            Interlocked.Add(ref hashes, done);
        }
    }

    /// <summary>A search that threads share.</summary>
    private sealed class Work(MiningRequest request, UInt256 target, CancellationToken cancellation)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Lock _lock = new();
        private long _next = -1;
        private long _hashes;
        private long _foundAt = long.MaxValue;
        private TimeSpan _end;

        public BlockHeader? Found { get; private set; }

        public long Hashes => _hashes;

        public TimeSpan Elapsed => _end;

        public void Search()
        {
            var (header, search) = (request.Header, NonceSearch.For(request.Header, target));
            while (!IsOver() && Interlocked.Increment(ref _next) is var piece && piece < Volatile.Read(ref _foundAt))
            {
                // Positions count on over the nonces of one header to those of the next second.
                var start = (request.Header.Nonce / Piece * Piece) + (piece * Piece);
                var time = unchecked(request.Header.Time + (uint)(start / NonceSearch.Nonces));
                if (time != header.Time)
                {
                    header = header with { Time = time };
                    search = NonceSearch.For(header, target);
                }

                var from = piece == 0 ? request.Header.Nonce : (uint)(start % NonceSearch.Nonces);
                var count = Piece - (from % Piece);
                var nonce = search.Find(from, count);
                Interlocked.Add(ref _hashes, nonce is { } at ? at - from + 1L : count);
                if (nonce is { } found) Keep(piece, header with { Nonce = found });
                request.Progress?.Invoke(Volatile.Read(ref _hashes), _watch.Elapsed);
            }

            lock (_lock) _end = _watch.Elapsed;
        }

        private bool IsOver() => cancellation.IsCancellationRequested || (request.TimeLimit is { } limit && _watch.Elapsed >= limit);

        private void Keep(long piece, BlockHeader header)
        {
            lock (_lock)
            {
                if (piece >= _foundAt) return;
                _foundAt = piece;
                Found = header;
            }
        }
    }
}
