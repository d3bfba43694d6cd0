namespace Faultline.Checking.Sequential;

/// <summary>The whole object, all parts together, as the search sees it: it does operations and undoes them again.</summary>
/// <remarks>Implemented by structs, so that the search is compiled for each of them without virtual calls.</remarks>
internal interface ISequentialMachine
{
    /// <summary>Identifies the state.</summary>
    UInt128 Digest { get; }

    /// <summary>Whether an operation need not take effect.</summary>
    bool IsOptional(int operation);

    /// <summary>Whether an operation leaves every state as it was.</summary>
    bool IsReadOnly(int operation);

    /// <summary>Does an operation, where it can have the result that was seen; an optional one only where it changes
    /// something.</summary>
    bool TryDo(int operation);

    /// <summary>Undoes the operation that was done last.</summary>
    void Undo(int operation);
}
