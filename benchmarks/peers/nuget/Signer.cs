using System.Security.Cryptography.X509Certificates;
using NuGet.Packaging.Signing;

/// An author's signature as `dotnet nuget sign` makes it, from memory to memory.
sealed class Signer
{
    readonly X509Certificate2 certificate;
    readonly X509Certificate2[] issuers;
    readonly byte[] unsigned;
    readonly string output;

    public Signer(string[] args)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(args[2]);
        certificate = X509Certificate2.CreateFromPemFile(args[2], args[3]);
        issuers = [.. chain.Skip(1)];
        unsigned = File.ReadAllBytes(args[4]);
        output = args[5];
        X509TrustStore.InitializeForDotNetSdk(NuGet.Common.NullLogger.Instance);
    }

    /// The task "sign" makes it in memory, "make" writes it as well.
    public bool Answer(string task)
    {
        var made = Sign();
        if (task == "make") File.WriteAllBytes(output, made);
        return made.Length > unsigned.Length;
    }

    byte[] Sign()
    {
        var made = new MemoryStream();
        using var request = new AuthorSignPackageRequest(
            new X509Certificate2(certificate), NuGet.Common.HashAlgorithmName.SHA256);
        request.AdditionalCertificates.AddRange(issuers);
        using var options = new SigningOptions(
            new Lazy<Stream>(() => new MemoryStream(unsigned)),
            new Lazy<Stream>(() => made),
            overwrite: false,
            new X509SignatureProvider(timestampProvider: null),
            NuGet.Common.NullLogger.Instance);
        SigningUtility.SignAsync(options, request, CancellationToken.None).GetAwaiter().GetResult();
        return made.ToArray();
    }
}
