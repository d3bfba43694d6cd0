namespace Faultline.Checking.Linearizability;

/// <summary>How a part of a history was decided.</summary>
public enum CheckMethod : byte
{
    /// <summary>By search, which decides any history of any model, given time.</summary>
    Search,

    /// <summary>By the zones of the values of a register, in O(n log n): each value that was found was written once.</summary>
    Register,

    /// <summary>By the algorithm for sets, in O(n log n): each value was inserted once at most.</summary>
    Set,

    /// <summary>By the algorithm for queues, in O(n log n): each value was inserted once at most.</summary>
    Queue,

    /// <summary>By the algorithm for stacks, in O(n log n): each value was inserted once at most.</summary>
    Stack,

    /// <summary>By the algorithm for priority queues, in O(n log n): each value was inserted once at most.</summary>
    PriorityQueue,
}
