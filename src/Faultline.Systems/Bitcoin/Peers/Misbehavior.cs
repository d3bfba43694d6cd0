namespace Faultline.Systems.Bitcoin.Peers;

/// <summary>How much each kind of misbehaviour counts. Who comes to the limit is banned.</summary>
internal static class Misbehavior
{
    /// <summary>Who comes to this is banned.</summary>
    public const int Limit = 100;

    /// <summary>What no honest node can send: an invalid block or header, or one that was made up.</summary>
    public const int Impossible = 100;

    /// <summary>What only a careless one sends, such as lists that are too long.</summary>
    public const int Careless = 20;

    /// <summary>What an honest one may send once in a while, such as headers that connect to nothing.</summary>
    public const int Odd = 5;
}
