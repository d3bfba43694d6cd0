using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Online;

/// <summary>An operation that an online check still has to do with.</summary>
internal sealed class OnlineOperation(HistoryEntry entry, int part)
{
    public HistoryEntry Entry { get; } = entry;

    public int Part { get; } = part;

    /// <summary>How it ended; null while it is open.</summary>
    public OperationOutcome? Outcome { get; set; }

    /// <summary>Its number in the machine as one without a result.</summary>
    public int AsUnknown { get; set; }

    /// <summary>Its number in the machine with its result; as the other one where it has none.</summary>
    public int Number { get; set; }

    /// <summary>Its place in the frontier, from its invocation to its completion.</summary>
    public int Place { get; set; }

    /// <summary>Its place in the frontier that looks ahead.</summary>
    public int PlaceAhead { get; set; }

    /// <summary>Whether nothing can come of it any more.</summary>
    public bool IsOver { get; set; }
}
