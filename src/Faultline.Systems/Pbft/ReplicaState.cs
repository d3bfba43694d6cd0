using Faultline.Model.Nodes;
using Faultline.Model.Storage;
using Faultline.Model.Systems;
using Faultline.Systems.Journals;

namespace Faultline.Systems.Pbft;

/// <summary>What a replica is, and what all of its parts look at: its view, its log, its state, its journal.</summary>
internal sealed class ReplicaState
{
    public static readonly StorageFile JournalFile = new("journal");

    public ReplicaState(Cluster cluster, NodeId self)
    {
        Settings = new PbftSettings(cluster);
        Members = Settings.Members;
        Self = self;
        Place = Members.PlaceOf(self);
        Signer = new Signer(Members, self);
        Log = new MessageLog(Settings.Window, Members.Count);
        Store = new Store(Members.Clients);
        StableImage = new StateImage(0, Store.Save(), Settings.StateChunk);
    }

    public PbftSettings Settings { get; }

    public Membership Members { get; }

    public NodeId Self { get; }

    /// <summary>Its place among the replicas, from 0.</summary>
    public int Place { get; }

    public Signer Signer { get; }

    public Journal<JournalRecord> Journal { get; } = new(JournalFile);

    public MessageLog Log { get; }

    public Store Store { get; }

    /// <summary>The view: the one that it is in, or the one that it has left for.</summary>
    public long View { get; private set; }

    /// <summary>Whether it has left for its view and waits for it to begin. Until then it votes in none.</summary>
    public bool IsChanging { get; private set; }

    /// <summary>How the view began; null for view 0.</summary>
    public NewView? Beginning { get; private set; }

    /// <summary>What it told the others when it left for its view; null once that has begun.</summary>
    public ViewChange? Leaving { get; private set; }

    /// <summary>The last sequence number that is executed; all before it are.</summary>
    public long Executed { get; set; }

    /// <summary>The proof of the stable checkpoint.</summary>
    public CheckpointCertificate Stable { get; private set; } = CheckpointCertificate.Beginning;

    /// <summary>The state of the stable checkpoint.</summary>
    public StateImage StableImage { get; private set; }

    /// <summary>
    /// What it may have executed before a restart: it answers no read-only requests before it is there again, or it would take back what
    /// it has helped to confirm.
    /// </summary>
    public long ReadsFrom { get; set; }

    /// <summary>Whether it has lost votes that it may have given, and so gives none.</summary>
    public bool IsRejoining { get; set; }

    public bool IsPrimary => !IsChanging && Members.Primary(View) == Self;

    /// <summary>Whether it takes part in its view.</summary>
    public bool MayVote => !IsChanging && !IsRejoining;

    public NodeId Primary => Members.Primary(View);

    public T Sign<T>(T message) where T : PbftMessage => Signer.Sign(message);

    /// <summary>It votes in no earlier view any more; what has prepared stays, and what was only proposed does not.</summary>
    public void Leave(ViewChange message)
    {
        (View, IsChanging, Leaving) = (message.View, true, message);
        Log.BeginView();
    }

    public void Enter(long view, NewView? beginning)
    {
        (View, IsChanging, Beginning, Leaving) = (view, false, beginning, null);
        Log.BeginView();
    }

    /// <summary>A checkpoint is stable, and its state is here.</summary>
    public void MakeStable(CheckpointCertificate certificate, StateImage image)
    {
        (Stable, StableImage) = (certificate, image);
        Log.Advance(certificate.Sequence);
    }

    /// <summary>Writes everything that it must remember into a new journal.</summary>
    /// <returns>The position at which that is durable.</returns>
    public long RewriteJournal(NodeContext context) => Journal.Rewrite(context, Records());

    private List<JournalRecord> Records()
    {
        var records = new List<JournalRecord>();
        if (IsRejoining) records.Add(new RejoiningRecord(ReadsFrom));
        if (Stable.Sequence > 0) records.Add(new StableRecord(Stable, StableImage.Bytes));

        // The view's beginning goes before its proposals, and what has prepared behind the proposal that has its batch.
        if (Beginning is { } beginning) records.Add(new NewViewRecord(beginning));
        foreach (var slot in Log.Slots())
        {
            if (slot.Prepared is { } prepared && (prepared.View != View || prepared.Digest != slot.Proposal?.Digest))
                records.Add(new ProposalRecord(prepared.View, Old(prepared), slot.BatchOf(prepared.Digest)));
            if (slot.Proposal is { } proposal) records.Add(new ProposalRecord(View, proposal, slot.Batch));
            if (slot.Prepared is { } certificate) records.Add(new PreparedRecord(certificate));
        }

        if (Leaving is { } leaving) records.Add(new ViewChangeRecord(leaving));
        return records;
    }

    private static Proposal Old(PreparedCertificate prepared) => new(prepared.Sequence, prepared.Digest, prepared.PrePrepare);
}
