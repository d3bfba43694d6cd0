using Faultline.Checking.Causal;
using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Checking.Sequential;
using Faultline.Checking.Sessions;
using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;

namespace Faultline.Checking.Tests.Causal;

/// <summary>The checkers, asked about a key-value store.</summary>
internal static class Checks
{
    private static readonly KeyValueModel Model = new();

    public static SequentialConsistencyResult Sequential(History history, SearchLimits? limits = null) =>
        SequentialConsistencyChecker.Check(history, Model, limits, TestContext.Current.CancellationToken);

    public static CausalResult Causal(History history, CausalModel meaning) =>
        CausalConsistencyChecker.Check(history, Model, meaning, limits: null, TestContext.Current.CancellationToken);

    public static CheckResult Session(History history, SessionGuarantee guarantee) =>
        SessionChecker.Check(history, Model, guarantee, TestContext.Current.CancellationToken);

    public static Verdict Linearizable(History history) =>
        LinearizabilityChecker.Check(history, Model, limits: null, TestContext.Current.CancellationToken).Result.Verdict;
}
