using Faultline.Model.Randomness;

namespace Faultline.Simulation.Tracing;

/// <summary>The running hash of everything that happens in a world, and a fingerprint of it after each event.</summary>
/// <remarks>
/// Two runs are the same when their hashes are. A fingerprint is the low 16 bits of the hash after an event and all that its
/// handler wanted done; the first fingerprint that differs tells at which event two runs part (one that differs is missed
/// with a chance of 1 in 65,536, and then the next one tells).
/// </remarks>
public sealed class Trace
{
    /// <summary>The most fingerprints kept (32 MiB); later events still count for the hash.</summary>
    public const int MostFingerprints = 1 << 24;

    private readonly ushort[]? _expected;
    private ushort[] _fingerprints = [];
    private ulong _hash = StableHash.Start;

    /// <summary>A trace that keeps fingerprints, or compares them.</summary>
    /// <param name="keep">Whether fingerprints are kept; without, only the hash is.</param>
    /// <param name="expected">The fingerprints of an earlier run to compare with, or null.</param>
    internal Trace(bool keep, ushort[]? expected)
    {
        _expected = expected;
        if (keep) _fingerprints = new ushort[4096];
        Keeps = keep;
    }

    /// <summary>The hash so far.</summary>
    public ulong Hash => _hash;

    /// <summary>How many events there were.</summary>
    public long Events { get; private set; }

    /// <summary>The fingerprints kept so far, one an event.</summary>
    public ReadOnlySpan<ushort> Fingerprints => _fingerprints.AsSpan(0, Keeps ? (int)Math.Min(Events, MostFingerprints) : 0);

    /// <summary>The first event at which this run and the earlier one part, from 0; -1 while there is none.</summary>
    public long DivergedAt { get; private set; } = -1;

    private bool Keeps { get; }

    internal void Mix(ulong value) => _hash = StableHash.Mix(_hash, value);

    internal void Mix(long value) => _hash = StableHash.Mix(_hash, unchecked((ulong)value));

    /// <summary>Ends an event.</summary>
    /// <returns>Whether this is the event at which the runs part.</returns>
    internal bool EndEvent()
    {
        var fingerprint = unchecked((ushort)_hash);
        var number = Events++;
        if (Keeps && number < MostFingerprints)
        {
            if (number == _fingerprints.Length) Array.Resize(ref _fingerprints, 2 * _fingerprints.Length);
            _fingerprints[number] = fingerprint;
        }

        if (_expected is null || DivergedAt >= 0 || number >= MostFingerprints) return false;
        if (number < _expected.Length && _expected[number] == fingerprint) return false;
        DivergedAt = number;
        return true;
    }
}
