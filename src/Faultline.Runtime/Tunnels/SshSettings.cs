namespace Faultline.Runtime.Tunnels;

/// <summary>How the machines of other nodes are reached through SSH.</summary>
/// <param name="User">Whom to log in as.</param>
/// <param name="Port">The port of the SSH servers.</param>
/// <param name="Key">The file of the private key to log in with.</param>
/// <param name="KnownHosts">The file of the host keys: a machine whose key is not in it, or is another one, is refused.</param>
public sealed record SshSettings(string User, int Port, string Key, string KnownHosts);
