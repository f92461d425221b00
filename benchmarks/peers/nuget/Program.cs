// NuGet's own verification of a package, in a process that keeps running. Reads lines "TASK COUNT" and answers each with a
// line; see native.ts.
//
//   nuget-peer SDK-FOLDER GENUINE.nupkg ALTERED.nupkg
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

var sdk = args[0];
// The SDK's assemblies where they are: NuGet finds its trusted roots beside its own.
AssemblyLoadContext.Default.Resolving += (context, name) =>
{
    var path = Path.Combine(sdk, name.Name + ".dll");
    return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
};
return Peer.Run(args[1], args[2]);

static class Peer
{
    public static int Run(string genuine, string altered)
    {
        NuGet.Packaging.Signing.X509TrustStore.InitializeForDotNetSdk(NuGet.Common.NullLogger.Instance);
        for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            var words = line.Split(' ');
            Console.WriteLine(Answer(words[0], int.Parse(words[1]), genuine, altered));
        }
        return 0;
    }

    static string Answer(string task, int times, string genuine, string altered)
    {
        try
        {
            if (task == "judge-genuine") return Verify(genuine) ? "accepted" : "refused";
            if (task == "judge-altered") return Verify(altered) ? "accepted" : "refused";
            var process = Process.GetCurrentProcess();
            var started = process.TotalProcessorTime;
            for (var done = 0; done < times; done++) Verify(genuine);
            process.Refresh();
            var microseconds = (process.TotalProcessorTime - started).TotalMicroseconds / times;
            return microseconds.ToString("F1", System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception error)
        {
            return "error: " + error.GetType().Name + " " + error.Message.Replace('\n', ' ');
        }
    }

    static bool Verify(string path)
    {
        var settings = NuGet.Packaging.Signing.SignedPackageVerifierSettings.GetVerifyCommandDefaultPolicy();
        var verifier = new NuGet.Packaging.Signing.PackageSignatureVerifier(
            [
                new NuGet.Packaging.Signing.IntegrityVerificationProvider(),
                new NuGet.Packaging.Signing.SignatureTrustAndValidityVerificationProvider(),
            ]);
        using var reader = new NuGet.Packaging.PackageArchiveReader(path);
        return verifier.VerifySignaturesAsync(reader, settings, CancellationToken.None, Guid.Empty).GetAwaiter().GetResult().IsValid;
    }
}
