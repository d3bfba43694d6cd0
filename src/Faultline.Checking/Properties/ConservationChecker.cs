using Faultline.Checking.Verdicts;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Checking.Properties;

/// <summary>Conservation: whatever is transferred, every read of a bank finds the same total.</summary>
/// <remarks>
/// Every read must find exactly the accounts that there are, each once, and the total that they began with; so a transfer of which
/// a read sees one half only is found. A necessary condition only: which transfers a read has seen, it does not ask.
/// </remarks>
public static class ConservationChecker
{
    /// <summary>Decides it.</summary>
    /// <param name="history">What the users asked and got.</param>
    /// <param name="accounts">The accounts, with what is in them at the start.</param>
    /// <param name="mayOverdraw">Whether a balance may be negative.</param>
    /// <returns>The finding; the evidence is the first read that is wrong.</returns>
    public static CheckResult Check(History history, IReadOnlyList<Account> accounts, bool mayOverdraw = false)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(accounts);
        var known = accounts.Select(static account => account.Name).ToHashSet(StringComparer.Ordinal);
        var total = Sum(accounts);
        var reads = 0L;
        foreach (var entry in history.Entries)
        {
            if (entry is { Operation: BankTransfer transfer, Outcome: OperationOutcome.Ok })
            {
                foreach (var name in (string[])[transfer.From, transfer.To])
                {
                    if (!known.Contains(name)) return Broken(entry, $"succeeded, but there is no account {name}");
                }
            }

            if (entry is not { Operation: BankRead, Outcome: OperationOutcome.Ok, Result: Balances balances }) continue;
            reads++;
            if (Complaint(balances.Accounts) is { } complaint) return Broken(entry, complaint);
        }

        return new CheckResult(Verdict.Held,
            $"{Words.Count(reads, "read")} of {Words.Count(known.Count, "account")}, each with the total {total}");

        string? Complaint(IReadOnlyList<Account> found)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (name, balance) in found)
            {
                if (!known.Contains(name)) return $"found account {name}, which there is not";
                if (!seen.Add(name)) return $"found account {name} twice";
                if (balance < 0 && !mayOverdraw) return $"found {balance} in account {name}";
            }

            var missing = accounts.FirstOrDefault(account => !seen.Contains(account.Name)).Name;
            if (missing is not null) return $"did not find account {missing}";
            return Sum(found) == total ? null : $"found the total {Sum(found)}, but it is {total}";
        }
    }

    private static Int128 Sum(IReadOnlyList<Account> accounts) =>
        accounts.Aggregate(Int128.Zero, static (sum, account) => sum + account.Balance);

    private static CheckResult Broken(HistoryEntry entry, string what) => new(
        Verdict.Broken, $"`{entry.Operation}` by process {entry.Process} at {Words.Seconds(entry.Completed.Time)} {what}", entry)
    {
        ShownAt = entry.Completed.Time,
    };
}
