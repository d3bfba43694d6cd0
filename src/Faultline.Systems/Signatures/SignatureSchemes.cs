using Faultline.Model.Systems;

namespace Faultline.Systems.Signatures;

/// <summary>Every signature scheme that can be chosen by its name.</summary>
public static class SignatureSchemes
{
    /// <summary>The schemes, the one without cryptography first.</summary>
    public static IReadOnlyList<SignatureScheme> All { get; } =
        [new SimulatedSignatures(), new Ed25519Signatures(), new Secp256k1Signatures()];

    /// <summary>The scheme with a name, or null where there is none.</summary>
    /// <param name="name">Such as <c>ed25519</c>.</param>
    /// <returns>The scheme.</returns>
    public static SignatureScheme? Find(string name) => All.FirstOrDefault(scheme => scheme.Name == name);

    /// <summary>An option by which users of a system choose.</summary>
    /// <param name="name">The option's name, such as <c>signatures</c>.</param>
    /// <param name="description">What is signed with it, in one sentence.</param>
    /// <returns>The option; its default is <c>simulated</c>.</returns>
    public static SystemOption Option(string name, string description) =>
        new(name, All[0].Name, description, [.. All.Select(static scheme => scheme.Name)]);
}
