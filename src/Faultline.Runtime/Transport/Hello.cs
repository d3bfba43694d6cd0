using System.Text;
using Faultline.Runtime.Security;

namespace Faultline.Runtime.Transport;

/// <summary>The first that each end says: the protocol's version (8 bytes), and who it is (a length and as many ASCII letters).</summary>
internal static class Hello
{
    private const int MostNameBytes = 32;

    private static ReadOnlySpan<byte> Version => "FAULTL01"u8;

    /// <summary>Says who we are.</summary>
    public static async Task SayAsync(Stream stream, Identity self, CancellationToken cancellation)
    {
        byte[] bytes = [.. Version, (byte)self.Name.Length, .. Encoding.ASCII.GetBytes(self.Name)];
        await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Hears who the other is.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="proven">What the other's certificate says; null where there is none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Who it is.</returns>
    /// <exception cref="FrameException">It speaks something else, or claims to be another than it is.</exception>
    public static async Task<Identity> HearAsync(Stream stream, Identity? proven, CancellationToken cancellation)
    {
        var head = new byte[Version.Length + 1];
        await stream.ReadExactlyAsync(head, cancellation).ConfigureAwait(false);
        if (!head.AsSpan().StartsWith(Version)) throw new FrameException("it speaks another protocol or another version of this one");
        var length = head[^1];
        if (length is 0 or > MostNameBytes)
            throw new FrameException($"its name has {length} letters, and may have from 1 to {MostNameBytes}");
        var name = new byte[length];
        await stream.ReadExactlyAsync(name, cancellation).ConfigureAwait(false);
        var claimed = new Identity(Encoding.ASCII.GetString(name));
        return proven is { } peer && peer != claimed
            ? throw new FrameException($"it claims to be {claimed}, and its certificate is {peer}'s")
            : claimed;
    }
}
