using System.Text.Json.Serialization;
using MemoryPack;

namespace Faultline.Model.Operations;

/// <summary>An operation on a state machine that is kept by one server or replicated over many: what a log holds.</summary>
[MemoryPackable]
[MemoryPackUnion(0, typeof(KvGet))]
[MemoryPackUnion(1, typeof(KvPut))]
[MemoryPackUnion(2, typeof(KvCas))]
[MemoryPackUnion(3, typeof(KvDelete))]
[MemoryPackUnion(4, typeof(ChatSignUp))]
[MemoryPackUnion(5, typeof(ChatLogIn))]
[MemoryPackUnion(6, typeof(ChatLogOut))]
[MemoryPackUnion(7, typeof(ChatJoin))]
[MemoryPackUnion(8, typeof(ChatLeave))]
[MemoryPackUnion(9, typeof(ChatPost))]
[MemoryPackUnion(10, typeof(ChatMark))]
[MemoryPackUnion(11, typeof(ChatHere))]
[MemoryPackUnion(12, typeof(ChatCredential))]
[MemoryPackUnion(13, typeof(ChatHistory))]
[MemoryPackUnion(14, typeof(ChatRooms))]
[MemoryPackUnion(15, typeof(ChatMembers))]
public abstract partial record MachineOperation : Operation
{
    /// <summary>Whether the operation leaves the state as it was.</summary>
    [JsonIgnore, MemoryPackIgnore]
    public bool IsRead => this is KvGet or ChatRead;
}
