using System.Collections.Immutable;
using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>What is in the accounts of a bank: the state of <see cref="BankModel"/>.</summary>
/// <remarks>Immutable. An account that is not there has nothing in it, and is the same as one with a balance of 0.</remarks>
public sealed class BankBalances
{
    private static readonly ImmutableSortedDictionary<string, Int128> None =
        ImmutableSortedDictionary.Create<string, Int128>(StringComparer.Ordinal);

    private readonly ImmutableSortedDictionary<string, Int128> _accounts;

    private BankBalances(ImmutableSortedDictionary<string, Int128> accounts, UInt128 digest, bool isKnown) =>
        (_accounts, Digest, IsKnown) = (accounts, digest, isKnown);

    /// <summary>Nobody has seen yet what is in the accounts.</summary>
    internal static BankBalances Unknown { get; } = new(None, UInt128.MaxValue, isKnown: false);

    internal bool IsKnown { get; }

    /// <summary>The sum of the digests of the accounts that have something in them.</summary>
    internal UInt128 Digest { get; }

    internal static BankBalances Of(IReadOnlyList<Account> accounts)
    {
        var balances = new BankBalances(None, UInt128.Zero, isKnown: true);
        foreach (var (name, balance) in accounts) balances = balances.Add(name, balance);
        return balances;
    }

    internal BankBalances Move(string from, string to, long amount) =>
        IsKnown ? Add(from, -(Int128)amount).Add(to, amount) : this;

    /// <summary>Whether these are all the accounts with something in them, and what is in them.</summary>
    internal bool Has(IReadOnlyList<Account> accounts)
    {
        var found = 0;
        foreach (var (name, balance) in accounts)
        {
            if (_accounts.GetValueOrDefault(name) != balance) return false;
            if (balance != 0) found++;
        }

        return found == _accounts.Count;
    }

    internal bool AreSame(BankBalances other) => IsKnown == other.IsKnown && Digest == other.Digest
        && (ReferenceEquals(_accounts, other._accounts) || _accounts.SequenceEqual(other._accounts));

    private BankBalances Add(string name, Int128 amount)
    {
        var before = _accounts.GetValueOrDefault(name);
        var after = before + amount;
        var digest = Digest;
        if (before != 0) digest = unchecked(digest - StateDigest.Of(name, before));
        if (after != 0) digest = unchecked(digest + StateDigest.Of(name, after));
        return new BankBalances(after == 0 ? _accounts.Remove(name) : _accounts.SetItem(name, after), digest, IsKnown);
    }
}
