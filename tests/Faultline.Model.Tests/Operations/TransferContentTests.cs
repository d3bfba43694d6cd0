using Faultline.Model.Operations;
using Faultline.Model.Randomness;

namespace Faultline.Model.Tests.Operations;

public sealed class TransferContentTests
{
    [Fact]
    public void Parts_of_any_size_make_the_same_bytes()
    {
        var whole = new byte[100];
        TransferContent.Fill(5, 0, whole);
        for (var size = 1; size <= 17; size++)
        {
            var parts = new byte[100];
            for (var offset = 0; offset < 100; offset += size)
                TransferContent.Fill(5, offset, parts.AsSpan(offset, Math.Min(size, 100 - offset)));

            Assert.Equal(whole, parts);
        }

        Assert.Equal(StableHash.Of(whole), TransferContent.DigestOf(5, 100));
    }

    [Fact]
    public void Each_transfer_has_bytes_of_its_own_the_same_in_every_process()
    {
        Assert.NotEqual(TransferContent.DigestOf(1, 100), TransferContent.DigestOf(2, 100));
        Assert.Equal(10494554125728207588UL, TransferContent.DigestOf(1, 100));
    }
}
