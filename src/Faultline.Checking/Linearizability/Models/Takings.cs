using Faultline.Model.Operations;

namespace Faultline.Checking.Linearizability.Models;

/// <summary>What was taken out of a collection, as an access to it.</summary>
internal static class Takings
{
    /// <summary>Null where nobody knows which value was taken.</summary>
    public static CollectionAccess? AccessOf(Taken? taken) => taken switch
    {
        null => null,
        { Value: null } => new CollectionAccess(CollectionAct.FindEmpty, null),
        { Value: var value } => new CollectionAccess(CollectionAct.Remove, value),
    };
}
