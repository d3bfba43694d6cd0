using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace Faultline.Model.Messages;

/// <summary>Reads what a stranger may have written: bytes that are no value are the world's doing and not an exception.</summary>
public static class StrangeBytes
{
    /// <summary>Reads one value.</summary>
    /// <typeparam name="T">Its type; texts in it are marked with <see cref="BoundedTextAttribute"/>.</typeparam>
    /// <param name="bytes">Exactly one serialized value, or anything else.</param>
    /// <param name="value">The value, when the bytes are one.</param>
    /// <returns>Whether they are, with nothing left over.</returns>
    public static bool TryRead<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? value) where T : class
    {
        value = null;
        T? read = null;
        try
        {
            if (MemoryPackSerializer.Deserialize(bytes, ref read) != bytes.Length) return false;
        }
        catch (Exception error) when (error is MemoryPackSerializationException or OverflowException
            or ArgumentException or InvalidOperationException or IndexOutOfRangeException)
        {
            return false;
        }

        value = read;
        return value is not null;
    }
}
