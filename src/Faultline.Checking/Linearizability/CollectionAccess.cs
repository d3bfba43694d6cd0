namespace Faultline.Checking.Linearizability;

/// <summary>What kind of collection a part of a model's state is.</summary>
public enum CollectionKind : byte
{
    /// <summary>None of those below.</summary>
    None,

    /// <summary>A set: each value is in it or not.</summary>
    Set,

    /// <summary>A queue: first in, first out.</summary>
    Queue,

    /// <summary>A stack: last in, first out.</summary>
    Stack,

    /// <summary>A priority queue: the smallest priority first, and among equal ones any.</summary>
    PriorityQueue,
}

/// <summary>What an operation does to a collection.</summary>
public enum CollectionAct : byte
{
    /// <summary>Puts a value in that is not there, or was never there.</summary>
    Insert,

    /// <summary>Takes a value out.</summary>
    Remove,

    /// <summary>Finds the collection empty.</summary>
    FindEmpty,

    /// <summary>Finds a value in it, which stays.</summary>
    Find,

    /// <summary>Finds that a value is not in it.</summary>
    Miss,
}

/// <summary>An operation as an access to a collection.</summary>
/// <param name="Act">What it does.</param>
/// <param name="Value">The value that it speaks of; null only for <see cref="CollectionAct.FindEmpty"/>.</param>
/// <param name="Priority">For an insertion into a priority queue: its priority.</param>
public readonly record struct CollectionAccess(CollectionAct Act, string? Value, long Priority = 0);
