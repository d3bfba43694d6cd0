using Faultline.Model.Nodes;
using Faultline.Model.Operations;
using Faultline.Model.Randomness;
using MemoryPack;

namespace Faultline.Systems.Sessions;

/// <summary>What a replica applies to its state: an operation of a session, or the opening of one.</summary>
/// <param name="Client">Who asked, and gets the answer.</param>
/// <param name="Session">The session; zero to open one.</param>
/// <param name="Sequence">The operation's number within the session; the nonce, to open one.</param>
/// <param name="Operation">The operation; null to open a session.</param>
[MemoryPackable]
public sealed partial record SessionCommand(NodeId Client, long Session, long Sequence, MachineOperation? Operation)
{
    /// <summary>How much memory it takes, roughly, in bytes.</summary>
    [MemoryPackIgnore]
    internal long Bytes => 64 + (2 * Operation switch
    {
        KvPut put => put.Key.Length + put.Value.Length,
        KvCas cas => cas.Key.Length + cas.Value.Length + (cas.Expected?.Length ?? 0),
        KvOperation { Key: var key } => key.Length,
        ChatPost post => 128 + (post.Text?.Length ?? 0),
        ChatSignUp signUp => 64 + (signUp.PasswordHash?.Length ?? 0),
        ChatOperation => 128,
        _ => 0,
    });

    /// <summary>A digest of a batch: who asked for which operations, in which order.</summary>
    /// <param name="batch">The commands.</param>
    /// <returns>The same number for the same commands, in every process.</returns>
    internal static ulong DigestOf(SessionCommand[] batch)
    {
        var digest = StableHash.Start;
        foreach (var command in batch)
        {
            digest = StableHash.Mix(digest, unchecked((ulong)command.Client.Number));
            digest = StableHash.Mix(digest, unchecked((ulong)command.Session));
            digest = StableHash.Mix(digest, unchecked((ulong)command.Sequence));
        }

        return digest;
    }
}
