using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Faultline.Runtime.Security;

/// <summary>
/// A folder of certificates and keys as PEM files: <c>ca.crt</c>, <c>ca.key</c>, and <c>NAME.crt</c>, <c>NAME.key</c> for each identity.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class KeyFolder(string path)
{
    private const string AuthorityName = "ca";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>How long certificates count where nobody says otherwise.</summary>
    public static TimeSpan DefaultValidity { get; } = TimeSpan.FromDays(825);

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Makes a folder with an authority and a certificate for each of these identities.</summary>
    /// <param name="identities">Whom to make certificates for.</param>
    /// <param name="now">The time.</param>
    /// <param name="validity">How long they count.</param>
    /// <exception cref="SetupException">There are keys already, or the folder cannot be written.</exception>
    public void Create(IEnumerable<Identity> identities, DateTimeOffset now, TimeSpan validity)
    {
        ArgumentNullException.ThrowIfNull(identities);
        if (File.Exists(FileOf(AuthorityName, "key")) || File.Exists(FileOf(AuthorityName, "crt")))
            throw new SetupException($"{Path} has an authority already: name another folder, or use `faultline keys add`");
        using var authority = Authority.Create(now, validity);
        Write(AuthorityName, authority);
        foreach (var identity in identities) Add(authority, identity, now, validity);
    }

    /// <summary>Makes one more certificate with the folder's authority.</summary>
    /// <param name="identity">Whom it names.</param>
    /// <param name="now">The time.</param>
    /// <param name="validity">How long it counts, at most as long as the authority's.</param>
    /// <exception cref="SetupException">It has one already, or the authority's key is not here.</exception>
    public void Add(Identity identity, DateTimeOffset now, TimeSpan validity)
    {
        using var authority = Load(AuthorityName);
        Add(authority, identity, now, validity);
    }

    /// <summary>What somebody needs to show who they are, and to know others.</summary>
    /// <param name="identity">Who.</param>
    /// <returns>Their certificate and key, and the authority; the caller disposes it.</returns>
    /// <exception cref="SetupException">A file is missing, cannot be read, or lets others read the key.</exception>
    public Credentials Load(Identity identity) => new(identity, Load(identity.Name), LoadAuthority());

    private void Add(X509Certificate2 authority, Identity identity, DateTimeOffset now, TimeSpan validity)
    {
        if (File.Exists(FileOf(identity.Name, "key")))
            throw new SetupException($"{FileOf(identity.Name, "key")} is there already: remove it, if {identity} is to have a new one");
        var until = authority.NotAfter.ToUniversalTime() - now;
        using var certificate = Authority.Issue(authority, identity, now, until < validity ? until : validity);
        Write(identity.Name, certificate);
    }

    private X509Certificate2 LoadAuthority()
    {
        var file = FileOf(AuthorityName, "crt");
        return Guard(file, () => X509CertificateLoader.LoadCertificateFromFile(file));
    }

    private X509Certificate2 Load(string name)
    {
        var (certificate, key) = (FileOf(name, "crt"), FileOf(name, "key"));
        if (!File.Exists(key)) throw new SetupException($"there is no key {key}: make one with `faultline keys`");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & ~OwnerOnly) is var others and not 0)
            throw new SetupException($"{key} is open to others ({others}): nobody but its owner may read a key, so run `chmod 600 {key}`");
        return Guard(key, () => X509Certificate2.CreateFromPemFile(certificate, key));
    }

    private static T Guard<T>(string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"{file} cannot be used: {error.Message.TrimEnd('.')}", error);
        }
    }

    private void Write(string name, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        Guard(Path, () =>
        {
            Directory.CreateDirectory(Path);
            Write(FileOf(name, "key"), key.ExportPkcs8PrivateKeyPem(), OwnerOnly);
            Write(FileOf(name, "crt"), certificate.ExportCertificatePem(), OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return true;
        });
    }

    private static void Write(string file, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(text);
    }

    private string FileOf(string name, string kind) => System.IO.Path.Combine(Path, $"{name}.{kind}");
}
