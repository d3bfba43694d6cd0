using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Runtime.Security;

/// <summary>Who somebody is, with the proof, and the authority that vouches for everybody.</summary>
/// <param name="identity">Who they are.</param>
/// <param name="certificate">Their certificate with its key.</param>
/// <param name="authority">The authority's certificate.</param>
public sealed class Credentials(Identity identity, X509Certificate2 certificate, X509Certificate2 authority) : IDisposable
{
    private readonly SslStreamCertificateContext _own = SslStreamCertificateContext.Create(certificate, [], offline: true);

    /// <summary>Who they are.</summary>
    public Identity Identity { get; } = identity;

    /// <summary>The cluster's identity: the fingerprint (SHA-256, in hexadecimal digits) of the authority's certificate.</summary>
    public string Cluster { get; } = Convert.ToHexStringLower(authority.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256));

    /// <summary>Secures a connection that was accepted, and learns who is at the other end.</summary>
    /// <param name="stream">The connection; the result owns it.</param>
    /// <param name="cancellation">Ends the handshake.</param>
    /// <returns>The secure stream and the other's identity.</returns>
    /// <exception cref="AuthenticationException">The other is not known here; the message says why.</exception>
    public async Task<(Stream Stream, Identity Peer)> AcceptAsync(Stream stream, CancellationToken cancellation)
    {
        var secure = new SslStream(stream);
        var verdict = new Verdict(authority, null);
        try
        {
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls13,
                    ServerCertificateContext = _own,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => verdict.Accepts(shown),
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                },
                cancellation).ConfigureAwait(false);
            return (secure, verdict.Peer!.Value);
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            verdict.ThrowObjection();
            throw;
        }
    }

    /// <summary>Secures a connection that was opened, and makes sure who is at the other end.</summary>
    /// <param name="stream">The connection; the result owns it.</param>
    /// <param name="peer">Who must be there.</param>
    /// <param name="cancellation">Ends the handshake.</param>
    /// <returns>The secure stream.</returns>
    /// <exception cref="AuthenticationException">Somebody else is there; the message says who.</exception>
    public async Task<Stream> ConnectAsync(Stream stream, Identity peer, CancellationToken cancellation)
    {
        var secure = new SslStream(stream);
        var verdict = new Verdict(authority, peer);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls13,
                    TargetHost = peer.Name,
                    ClientCertificateContext = _own,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => verdict.Accepts(shown),
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                },
                cancellation).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            verdict.ThrowObjection();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        certificate.Dispose();
        authority.Dispose();
    }
}
