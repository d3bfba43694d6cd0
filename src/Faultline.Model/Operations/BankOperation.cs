namespace Faultline.Model.Operations;

/// <summary>Moves money from one account of a bank to another; its result is <see cref="Done"/>.</summary>
/// <param name="From">The account that pays.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Amount">How much.</param>
public sealed record BankTransfer(string From, string To, long Amount) : Operation
{
    /// <inheritdoc />
    public override string ToString() => $"transfer {Amount} from {From} to {To}";
}

/// <summary>Reads all accounts of a bank at once; its result is <see cref="Balances"/>.</summary>
public sealed record BankRead : Operation
{
    /// <inheritdoc />
    public override string ToString() => "read";
}

/// <summary>The balances of all accounts of a bank.</summary>
/// <param name="Accounts">The accounts, each once, in any order.</param>
public sealed record Balances(IReadOnlyList<Account> Accounts) : OperationResult
{
    /// <inheritdoc />
    public override string ToString() => "{" + string.Join(", ", Accounts) + "}";
}

/// <summary>An account of a bank.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Balance">What is in it.</param>
public readonly record struct Account(string Name, long Balance)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name}: {Balance}";
}
