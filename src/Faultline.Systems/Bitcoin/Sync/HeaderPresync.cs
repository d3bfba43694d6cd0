using Faultline.Model.Randomness;
using Faultline.Systems.Bitcoin.Headers;
using Faultline.Systems.BlockChain;

namespace Faultline.Systems.Bitcoin.Sync;

/// <summary>Headers of a chain that has not shown enough work yet: they are looked at twice and kept only the second time.</summary>
/// <remarks>
/// Whoever sends an endless chain of easy headers must not fill the memory (Bitcoin Core, HeadersSyncState). The first time only the work
/// is
/// added up, and of every <see cref="CommitmentEvery"/>th header one bit of a salted hash is noted. When the work is enough, the same
/// headers
/// are asked for again, compared with these bits, and let through once so many others stand on them that a different chain would have been
/// noticed. Memory: one bit for <see cref="CommitmentEvery"/> headers up to <see cref="MostCommitments"/>, and <see cref="BufferSize"/>
/// headers.
/// </remarks>
internal sealed class HeaderPresync
{
    /// <summary>Of how many headers one is noted.</summary>
    public const int CommitmentEvery = 16;

    /// <summary>How many are noted at most: a chain that is longer and still has too little work is given up.</summary>
    public const int MostCommitments = 1 << 16;

    /// <summary>How many headers wait in the second round: as many as hold 64 noted bits.</summary>
    public const int BufferSize = 64 * CommitmentEvery;

    private readonly NetworkParameters _parameters;
    private readonly HeaderEntry _start;
    private readonly UInt256 _least;
    private readonly ulong _salt;
    private readonly List<byte> _bits = [];
    private readonly Queue<BlockHeader> _buffer = new();
    private UInt256 _work;
    private Hash256 _last;
    private uint _lastBits;
    private int _height;

    /// <summary>Begins.</summary>
    /// <param name="parameters">The network.</param>
    /// <param name="start">The block that the headers build on.</param>
    /// <param name="least">The work that is enough.</param>
    /// <param name="salt">Known to nobody else.</param>
    public HeaderPresync(NetworkParameters parameters, HeaderEntry start, UInt256 least, ulong salt)
    {
        (_parameters, _start, _least, _salt) = (parameters, start, least, salt);
        Rewind();
    }

    /// <summary>Whether the work was enough and the headers come for the second time.</summary>
    public bool IsSecondRound { get; private set; }

    /// <summary>How many bits are noted, and how many headers wait.</summary>
    public (int Bits, int Headers) Held => (_bits.Count, _buffer.Count);

    /// <summary>Whom to ask for the next headers after.</summary>
    public Hash256 Last => _last;

    /// <summary>Takes the next headers.</summary>
    /// <param name="headers">They build on <see cref="Last"/>, and each on the one before, with the work that they state.</param>
    /// <param name="isFull">Whether the message held as many as one can, so that there may be more.</param>
    /// <param name="kept">Headers that are worth keeping.</param>
    /// <returns>Whether to go on.</returns>
    public bool Take(ReadOnlySpan<BlockHeader> headers, bool isFull, List<BlockHeader> kept)
    {
        foreach (var header in headers)
        {
            if (header.Previous != _last || !IsPossible(header.Bits)) return false;
            _last = header.Hash();
            _lastBits = header.Bits;
            _height++;
            _work += Target.Work(header.Bits);
            if (!(IsSecondRound ? Compare() : Note())) return false;
            if (IsSecondRound) _buffer.Enqueue(header);
        }

        var isEnough = _work >= _least;
        if (!IsSecondRound)
        {
            if (!isEnough) return isFull;
            IsSecondRound = true;
            Rewind();
            return true;
        }

        // What was enough the first time is enough now: the rest needs no waiting.
        while (_buffer.Count > (isEnough ? 0 : BufferSize)) kept.Add(_buffer.Dequeue());
        return !isEnough && isFull;
    }

    private void Rewind()
    {
        (_work, _last, _lastBits, _height) = (_start.ChainWork, _start.Hash, _start.Header.Bits, _start.Height);
    }

    private bool Note()
    {
        if (_height % CommitmentEvery != 0) return true;
        if (_bits.Count >= MostCommitments) return false;
        _bits.Add(Bit());
        return true;
    }

    private bool Compare()
    {
        if (_height % CommitmentEvery != 0) return true;
        var place = (_height / CommitmentEvery) - (_start.Height / CommitmentEvery) - 1;
        return place >= _bits.Count || _bits[place] == Bit();
    }

    private byte Bit() => (byte)(StableHash.Mix(StableHash.Mix(_salt, _last.Word0), _last.Word1) & 1);

    /// <summary>Without the headers before nobody can say which bits are right, but how far they may move is known.</summary>
    private bool IsPossible(uint bits)
    {
        if (!Target.TryOf(bits, _parameters.EasiestTarget, out var target)) return false;
        if (!Retargeting.StartsPeriod(_height + 1, _parameters)) return bits == _lastBits;
        var before = CompactBits.Decode(_lastBits, out _, out _);
        var easiest = before.MultiplyDivide(4, 1);
        var hardest = before.MultiplyDivide(1, 4);
        return target <= (easiest < _parameters.EasiestTarget ? easiest : _parameters.EasiestTarget)
            && target >= CompactBits.Decode(CompactBits.Encode(hardest), out _, out _);
    }
}
