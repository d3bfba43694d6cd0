using Faultline.Model.Messages;
using Faultline.Model.Operations;
using Faultline.Systems.Sessions;
using MemoryPack;

namespace Faultline.Systems.KeyValue;

/// <summary>The state of a <see cref="KvMachine"/>.</summary>
/// <param name="Applied">How many commands were applied.</param>
/// <param name="Keys">The keys in order.</param>
/// <param name="Values">Their values.</param>
/// <param name="Sessions">The sessions in order.</param>
[MemoryPackable]
internal sealed partial record KvImage(
    long Applied, [property: BoundedTexts] string[] Keys, [property: BoundedTexts] string[] Values, Session<KvResult>[] Sessions)
{
    /// <summary>Reads an image that a stranger may have written.</summary>
    /// <returns>The image; null where the bytes are none, or are no machine's.</returns>
    public static KvImage? TryRead(ReadOnlySpan<byte> bytes) =>
        StrangeBytes.TryRead(bytes, out KvImage? image) && image.IsWhole ? image : null;

    [MemoryPackIgnore]
    private bool IsWhole =>
        Keys.IsAscending(static key => key) && Values is not null && Keys.Length == Values.Length
        && Array.TrueForAll(Values, static value => value is not null) && Sessions.AreWhole();
}
