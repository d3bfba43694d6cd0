using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Model.Systems;

/// <summary>What the users of a system ask, one operation after another.</summary>
public abstract class Workload
{
    /// <summary>The next operation of a client.</summary>
    /// <param name="client">The client's place, from 0.</param>
    /// <param name="random">The workload's random numbers for this client.</param>
    /// <returns>The operation.</returns>
    public abstract Operation NextOperation(int client, Prng random);

    /// <summary>An operation has completed; what was read may shape what is asked next.</summary>
    /// <param name="client">The client's place, from 0.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="result">What the user got.</param>
    public virtual void Completed(int client, Operation operation, OperationResult result)
    {
    }
}
