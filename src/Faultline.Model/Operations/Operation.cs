using System.Text.Json.Serialization;

namespace Faultline.Model.Operations;

/// <summary>What a user asks a system to do: the input of one entry of a history.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "f")]
[JsonDerivedType(typeof(KvGet), "get")]
[JsonDerivedType(typeof(KvPut), "put")]
[JsonDerivedType(typeof(KvCas), "cas")]
[JsonDerivedType(typeof(KvDelete), "delete")]
[JsonDerivedType(typeof(Propose), "propose")]
[JsonDerivedType(typeof(Transfer), "transfer")]
[JsonDerivedType(typeof(KvAppend), "append")]
[JsonDerivedType(typeof(RegisterRead), "register-read")]
[JsonDerivedType(typeof(RegisterWrite), "register-write")]
[JsonDerivedType(typeof(RegisterCas), "register-cas")]
[JsonDerivedType(typeof(Enqueue), "enqueue")]
[JsonDerivedType(typeof(Dequeue), "dequeue")]
[JsonDerivedType(typeof(Push), "push")]
[JsonDerivedType(typeof(Pop), "pop")]
[JsonDerivedType(typeof(Insert), "insert")]
[JsonDerivedType(typeof(DeleteMin), "delete-min")]
[JsonDerivedType(typeof(SetAdd), "set-add")]
[JsonDerivedType(typeof(SetRemove), "set-remove")]
[JsonDerivedType(typeof(SetContains), "set-contains")]
[JsonDerivedType(typeof(SetRead), "set-read")]
[JsonDerivedType(typeof(CounterAdd), "counter-add")]
[JsonDerivedType(typeof(CounterRead), "counter-read")]
[JsonDerivedType(typeof(Acquire), "acquire")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(BankTransfer), "bank-transfer")]
[JsonDerivedType(typeof(BankRead), "bank-read")]
[JsonDerivedType(typeof(Transaction), "txn")]
[JsonDerivedType(typeof(ChatSignUp), "chat-sign-up")]
[JsonDerivedType(typeof(ChatLogIn), "chat-log-in")]
[JsonDerivedType(typeof(ChatLogOut), "chat-log-out")]
[JsonDerivedType(typeof(ChatJoin), "chat-join")]
[JsonDerivedType(typeof(ChatLeave), "chat-leave")]
[JsonDerivedType(typeof(ChatPost), "chat-post")]
[JsonDerivedType(typeof(ChatMark), "chat-mark")]
[JsonDerivedType(typeof(ChatHere), "chat-here")]
[JsonDerivedType(typeof(ChatCredential), "chat-credential")]
[JsonDerivedType(typeof(ChatHistory), "chat-history")]
[JsonDerivedType(typeof(ChatRooms), "chat-rooms")]
[JsonDerivedType(typeof(ChatMembers), "chat-members")]
public abstract record Operation;

/// <summary>What a user got from an operation that completed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "f")]
[JsonDerivedType(typeof(KvResult), "kv")]
[JsonDerivedType(typeof(Chosen), "chosen")]
[JsonDerivedType(typeof(Transferred), "transferred")]
[JsonDerivedType(typeof(RegisterResult), "register")]
[JsonDerivedType(typeof(Taken), "taken")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Elements), "elements")]
[JsonDerivedType(typeof(CounterValue), "counter")]
[JsonDerivedType(typeof(Balances), "balances")]
[JsonDerivedType(typeof(TransactionResult), "txn")]
[JsonDerivedType(typeof(ChatDone), "chat-done")]
[JsonDerivedType(typeof(ChatRefused), "chat-refused")]
[JsonDerivedType(typeof(ChatPosted), "chat-posted")]
[JsonDerivedType(typeof(ChatSecret), "chat-secret")]
[JsonDerivedType(typeof(ChatPage), "chat-page")]
[JsonDerivedType(typeof(ChatRoomList), "chat-rooms")]
[JsonDerivedType(typeof(ChatMemberList), "chat-members")]
public abstract record OperationResult;

/// <summary>How an operation ended, in the field's terms.</summary>
public enum OperationOutcome : byte
{
    /// <summary>Unknown: it may have taken effect, may still take effect, or never will.</summary>
    Info,

    /// <summary>It took effect between its invocation and its completion.</summary>
    Ok,

    /// <summary>It certainly took no effect and never will.</summary>
    Fail,
}

/// <summary>An operation handed to a node.</summary>
/// <param name="Id">The number to complete it with; unique within a run.</param>
/// <param name="Operation">What is asked.</param>
public readonly record struct ClientRequest(long Id, Operation Operation);
