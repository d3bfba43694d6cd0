using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Runtime.Security;

/// <summary>A private certificate authority: it makes one certificate for each node, and one each for clients and operators.</summary>
/// <remarks>
/// All keys are ECDSA on P-256. The authority's own key is needed to make certificates only, and should be kept elsewhere.
/// </remarks>
public static class Authority
{
    private static readonly TimeSpan ClockSlack = TimeSpan.FromHours(1);

    private static readonly OidCollection BothEnds = [new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")];

    /// <summary>Makes an authority.</summary>
    /// <param name="now">The time.</param>
    /// <param name="validity">How long it is one.</param>
    /// <returns>Its certificate with its key; the caller disposes it.</returns>
    public static X509Certificate2 Create(DateTimeOffset now, TimeSpan validity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Faultline authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(now - ClockSlack, now + validity);
    }

    /// <summary>Makes a certificate.</summary>
    /// <param name="authority">The authority, with its key.</param>
    /// <param name="identity">Whom it names.</param>
    /// <param name="now">The time.</param>
    /// <param name="validity">How long it counts; not longer than the authority's.</param>
    /// <returns>The certificate with its key; the caller disposes it.</returns>
    public static X509Certificate2 Issue(X509Certificate2 authority, Identity identity, DateTimeOffset now, TimeSpan validity)
    {
        ArgumentNullException.ThrowIfNull(authority);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={identity.Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(BothEnds, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Identity.Scheme + identity.Name));
        request.CertificateExtensions.Add(names.Build());
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        var (since, start) = (new DateTimeOffset(authority.NotBefore), now - ClockSlack);
        using var bare = request.Create(authority, start > since ? start : since, now + validity, serial);
        return bare.CopyWithPrivateKey(key);
    }
}
