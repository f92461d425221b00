using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

// Reads one chain a line from the file given ({"id", "leaf", "intermediates", "roots"}, base64 of DER) and prints for each
// what X509Chain says of it, with those roots alone, at the time given (Unix seconds), without revocation:
// {"id", "valid", "status"}.
static class Chains
{
    sealed record Input(int id, string leaf, string[] intermediates, string[] roots);

    static int Main(string[] args)
    {
        DateTime at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(args[1])).UtcDateTime;
        foreach (string line in File.ReadLines(args[0]))
        {
            Input input = JsonSerializer.Deserialize<Input>(line)!;
            Console.WriteLine(JsonSerializer.Serialize(Judge(input, at)));
        }
        return 0;
    }

    static object Judge(Input input, DateTime at)
    {
        try
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.VerificationTime = at;
            foreach (X509Certificate2 root in Load(input.roots)) chain.ChainPolicy.CustomTrustStore.Add(root);
            foreach (X509Certificate2 one in Load(input.intermediates)) chain.ChainPolicy.ExtraStore.Add(one);
            bool valid = chain.Build(Load(new[] { input.leaf }).Single());
            string[] status = chain.ChainStatus.Select(s => s.Status.ToString()).Distinct().Order().ToArray();
            return new { input.id, valid, status };
        }
        catch (Exception error)
        {
            return new { input.id, valid = false, status = new[] { error.GetType().Name } };
        }
    }

    static IEnumerable<X509Certificate2> Load(IEnumerable<string> certificates) =>
        certificates.Select(text => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text)));
}
