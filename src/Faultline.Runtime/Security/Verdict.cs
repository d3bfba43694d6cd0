using System.Formats.Asn1;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Runtime.Security;

/// <summary>Judges the certificate that the other end of one connection shows.</summary>
/// <param name="authority">Who must have issued it.</param>
/// <param name="expected">Whom it must name; null for anyone.</param>
internal sealed class Verdict(X509Certificate2 authority, Identity? expected)
{
    private const string AlternativeNames = "2.5.29.17";

    // RFC 5280, section 4.2.1.6: a uniformResourceIdentifier is [6] IA5String.
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    private string? _objection;

    /// <summary>Whom it names, where it is good.</summary>
    public Identity? Peer { get; private set; }

    /// <summary>
    /// Whether the certificate that is shown is good; what the framework says of it does not count, since it knows no authority of ours.
    /// </summary>
    public bool Accepts(X509Certificate? shown)
    {
        _objection = Judge(shown as X509Certificate2);
        return _objection is null;
    }

    /// <summary>Says why the certificate was refused, where it was.</summary>
    public void ThrowObjection()
    {
        if (_objection is not null) throw new AuthenticationException(_objection);
    }

    private string? Judge(X509Certificate2? certificate)
    {
        if (certificate is null) return "the other end shows no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (!chain.Build(certificate))
        {
            var faults = chain.ChainStatus.Select(static status => status.StatusInformation.Trim().TrimEnd('.'));
            return $"the certificate of \"{certificate.Subject}\" is not good: {string.Join("; ", faults)}";
        }

        if (IdentityOf(certificate) is not { } identity) return $"the certificate of \"{certificate.Subject}\" names nobody of a cluster";
        if (expected is { } wanted && wanted != identity) return $"{identity} answers where {wanted} should";
        Peer = identity;
        return null;
    }

    private static Identity? IdentityOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions.FirstOrDefault(static one => one.Oid?.Value == AlternativeNames) is not { } extension) return null;
        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag() != Uri)
            {
                names.ReadEncodedValue();
                continue;
            }

            var uri = names.ReadCharacterString(UniversalTagNumber.IA5String, Uri);
            if (uri.StartsWith(Identity.Scheme, StringComparison.Ordinal)) return new Identity(uri[Identity.Scheme.Length..]);
        }

        return null;
    }
}
