using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Properties;
using Faultline.Checking.Sequential;
using Faultline.Checking.Sessions;
using Faultline.Checking.Transactions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Workbench.Checks;

/// <summary>What a check found, before it is known whose history it was.</summary>
internal sealed record CheckAnswer(CheckResult Result)
{
    public IReadOnlyList<PartResult> Parts { get; init; } = [];

    public IReadOnlyList<HistoryEntry> Order { get; init; } = [];

    public IsolationResult? Isolation { get; init; }
}

/// <summary>How much work a check may do, and what stops it.</summary>
internal readonly record struct CheckTerms(SearchLimits Limits, CancellationToken Stop);

/// <summary>What a history can be held against, as <c>--consistency</c> names it.</summary>
public sealed class Consistency
{
    private readonly string? _only;

    private Consistency(
        string name, bool isOfTransactions, Func<History, CheckedModel, CheckTerms, CheckAnswer> run, string? only = null) =>
        (Name, IsOfTransactions, Run, _only) = (name, isOfTransactions, run, only);

    /// <summary>All of them; of those that apply to a model, the first is the default.</summary>
    public static IReadOnlyList<Consistency> All { get; } =
    [
        Property("conservation", "bank", static history => ConservationChecker.Check(history, AccountsOf(history))),
        OfObjects("linearizable", static terms => new Linearizable(terms)),
        OfObjects("sequential", static terms => new Sequential(terms)),
        OfObjects("causal", static terms => new Causal(CausalModel.CausalConsistency, terms)),
        OfObjects("causal-convergence", static terms => new Causal(CausalModel.CausalConvergence, terms)),
        OfObjects("causal-memory", static terms => new Causal(CausalModel.CausalMemory, terms)),
        OfObjects("read-your-writes", static terms => new Session(SessionGuarantee.ReadYourWrites, terms)),
        OfObjects("monotonic-reads", static terms => new Session(SessionGuarantee.MonotonicReads, terms)),
        OfObjects("monotonic-writes", static terms => new Session(SessionGuarantee.MonotonicWrites, terms)),
        OfObjects("writes-follow-reads", static terms => new Session(SessionGuarantee.WritesFollowReads, terms)),
        Property("set-elements", "set", static history => SetChecker.Check(history)),
        Property("counter-bounds", "counter", CounterChecker.Check),
        OfTransactions(IsolationLevel.StrictSerializable),
        .. IsolationLevels.All.Where(static level => level != IsolationLevel.StrictSerializable).Select(OfTransactions),
    ];

    /// <summary>Such as <c>linearizable</c>.</summary>
    public string Name { get; }

    /// <summary>Whether it is a promise about transactions, and not one about an object.</summary>
    public bool IsOfTransactions { get; }

    internal Func<History, CheckedModel, CheckTerms, CheckAnswer> Run { get; }

    /// <summary>Whether a history of a model can be held against it.</summary>
    /// <param name="model">The model.</param>
    /// <returns>True where it can.</returns>
    public bool AppliesTo(CheckedModel model) =>
        model?.IsOfTransactions == IsOfTransactions && (_only is null || _only == model.Name);

    /// <summary>What a name or, for null, a model stands for.</summary>
    /// <exception cref="BadInputException">It does not apply.</exception>
    internal static Consistency Of(string? name, CheckedModel model, History history)
    {
        var applying = All.Where(consistency => consistency.AppliesTo(model)).ToList();
        if (name is null)
        {
            // Without times, an order in real time is nothing that a history could keep.
            return model.IsOfTransactions && !history.HasRealTime
                ? applying.First(static one => one.Name == IsolationLevels.NameOf(IsolationLevel.StrongSessionSerializable))
                : applying[0];
        }

        return applying.Find(consistency => consistency.Name == name) ?? throw new BadInputException(
            $"--consistency cannot be \"{name}\" for a {model.Name}: write one of "
            + string.Join(", ", applying.Select(static one => one.Name)));
    }

    private static Consistency OfObjects(string name, Func<CheckTerms, IObjectCheck> check) =>
        new(name, isOfTransactions: false, (history, model, terms) => model.Run(history, check(terms)));

    private static Consistency OfTransactions(IsolationLevel level) =>
        new(IsolationLevels.NameOf(level), isOfTransactions: true, (history, _, terms) =>
        {
            var options = new TransactionOptions { Level = level, HasRealTime = history.HasRealTime };
            var found = TransactionChecker.Check(history, options, terms.Stop);
            return new CheckAnswer(found.Result) { Isolation = found, Order = found.SerialOrder };
        });

    private static Consistency Property(string name, string model, Func<History, CheckResult> check) =>
        new(name, isOfTransactions: false, (history, _, _) => new CheckAnswer(check(history)), model);

    /// <summary>What is in the accounts of a bank at first: what the first read found, for nothing may be lost or made.</summary>
    private static IReadOnlyList<Account> AccountsOf(History history) => history.Entries
        .Where(static entry => entry is { Operation: BankRead, Outcome: OperationOutcome.Ok })
        .MinBy(static entry => entry.Completed.Index)?.Result is Balances first ? first.Accounts : throw new HistoryFormatException(
            "nothing read the balances, so that nothing can be said of them");

    private sealed class Linearizable(CheckTerms terms) : IObjectCheck
    {
        public CheckAnswer Run<TState>(History history, SequentialModel<TState> model)
        {
            var found = LinearizabilityChecker.Check(history, model, terms.Limits, terms.Stop);
            return new CheckAnswer(found.Result) { Parts = found.ByPart };
        }
    }

    private sealed class Sequential(CheckTerms terms) : IObjectCheck
    {
        public CheckAnswer Run<TState>(History history, SequentialModel<TState> model)
        {
            var found = SequentialConsistencyChecker.Check(history, model, terms.Limits, terms.Stop);
            return new CheckAnswer(found.Result) { Order = found.Order };
        }
    }

    private sealed class Causal(CausalModel meaning, CheckTerms terms) : IObjectCheck
    {
        public CheckAnswer Run<TState>(History history, SequentialModel<TState> model) =>
            new(CausalConsistencyChecker.Check(history, model, meaning, terms.Limits, terms.Stop).Result);
    }

    private sealed class Session(SessionGuarantee guarantee, CheckTerms terms) : IObjectCheck
    {
        public CheckAnswer Run<TState>(History history, SequentialModel<TState> model) =>
            new(SessionChecker.Check(history, model, guarantee, terms.Stop));
    }
}
