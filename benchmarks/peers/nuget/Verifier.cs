using NuGet.Packaging;
using NuGet.Packaging.Signing;

/// The verification that `dotnet nuget verify` does.
sealed class Verifier
{
    readonly string genuine;
    readonly string altered;

    public Verifier(string genuine, string altered)
    {
        (this.genuine, this.altered) = (genuine, altered);
        X509TrustStore.InitializeForDotNetSdk(NuGet.Common.NullLogger.Instance);
    }

    public bool Answer(string task) => Verify(task == "judge-altered" ? altered : genuine);

    static bool Verify(string path)
    {
        var settings = SignedPackageVerifierSettings.GetVerifyCommandDefaultPolicy();
        var verifier = new PackageSignatureVerifier(
            [new IntegrityVerificationProvider(), new SignatureTrustAndValidityVerificationProvider()]);
        using var reader = new PackageArchiveReader(path);
        return verifier.VerifySignaturesAsync(reader, settings, CancellationToken.None, Guid.Empty).GetAwaiter().GetResult().IsValid;
    }
}
