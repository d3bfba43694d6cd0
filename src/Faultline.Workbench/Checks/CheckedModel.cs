using Faultline.Checking.Linearizability;
using Faultline.Checking.Linearizability.Models;
using Faultline.Model.Histories;
using Faultline.Model.Operations;

namespace Faultline.Workbench.Checks;

/// <summary>What a history can be one of, as <c>--model</c> names it.</summary>
public abstract class CheckedModel
{
    private protected CheckedModel(string name, string summary, Func<Operation, bool> fits) =>
        (Name, Summary, Fits) = (name, summary, fits);

    /// <summary>All of them; of several that fit, the first is meant.</summary>
    public static IReadOnlyList<CheckedModel> All { get; } =
    [
        Of("register", "a register with read and write", static _ => new RegisterModel(),
            static operation => operation is RegisterRead or RegisterWrite),
        Of("cas-register", "a register with read, write, and compare and set", static _ => new RegisterModel(),
            static operation => operation is RegisterRead or RegisterWrite or RegisterCas),
        Of("kv", "a key-value store with get, put, compare and set, and delete", static _ => new KeyValueModel(),
            static operation => operation is KvOperation),
        Of("text", "a store of texts with get, put and append, where a missing key reads as nothing", static _ => new TextStoreModel(),
            static operation => operation is KvGet or KvPut or KvAppend),
        new TransactionModel("list-append", "transactions that append to lists and read them", StepKind.Append),
        new TransactionModel("rw-register", "transactions that write registers and read them", StepKind.Write),
        Of("queue", "a queue with enqueue and dequeue", static _ => new QueueModel(), static operation => operation is Enqueue or Dequeue),
        Of("stack", "a stack with push and pop", static _ => new StackModel(), static operation => operation is Push or Pop),
        Of("priority-queue", "a priority queue with insert and delete-min", static _ => new PriorityQueueModel(),
            static operation => operation is Insert or DeleteMin),
        Of("set", "a set with add, remove, contains and read", SetModel.For,
            static operation => operation is SetAdd or SetRemove or SetContains or SetRead),
        Of("counter", "a counter with add and read", static _ => new CounterModel(),
            static operation => operation is CounterAdd or CounterRead),
        Of("mutex", "a mutex with acquire and release", static _ => new MutexModel(), static operation => operation is Acquire or Release),
        Of("bank", "a bank with transfers and reads of all accounts", static _ => new BankModel(),
            static operation => operation is BankTransfer or BankRead),
    ];

    /// <summary>Such as <c>cas-register</c>.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public string Summary { get; }

    /// <summary>Whether it has such an operation.</summary>
    public Func<Operation, bool> Fits { get; }

    /// <summary>Whether it is of transactions.</summary>
    public bool IsOfTransactions => this is TransactionModel;

    /// <summary>The model of a name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    internal static CheckedModel Named(string name) => All.FirstOrDefault(model => model.Name == name)
        ?? throw new BadInputException(
            $"--model cannot be \"{name}\": write one of {string.Join(", ", All.Select(static model => model.Name))}");

    /// <summary>Runs a check of an object with the model of a history.</summary>
    internal abstract CheckAnswer Run(History history, IObjectCheck check);

    private static ObjectModel<TState> Of<TState>(
        string name, string summary, Func<History, SequentialModel<TState>> model, Func<Operation, bool> fits) =>
        new(name, summary, model, fits);

    private sealed class ObjectModel<TState>(
        string name, string summary, Func<History, SequentialModel<TState>> model, Func<Operation, bool> fits)
        : CheckedModel(name, summary, fits)
    {
        internal override CheckAnswer Run(History history, IObjectCheck check) => check.Run(history, model(history));
    }

    private sealed class TransactionModel(string name, string summary, StepKind write)
        : CheckedModel(name, summary, operation => operation is Transaction transaction
            && transaction.Steps.All(step => step.Kind == write || step.Kind == StepKind.Read))
    {
        internal override CheckAnswer Run(History history, IObjectCheck check) =>
            throw new InvalidOperationException("transactions are checked as a whole");
    }
}

/// <summary>A check of a history of an object, whatever the object's states are.</summary>
internal interface IObjectCheck
{
    CheckAnswer Run<TState>(History history, SequentialModel<TState> model);
}
