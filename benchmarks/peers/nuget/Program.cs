// NuGet's own verification and signing of a package, in a process that keeps running. Reads lines "TASK COUNT" and answers
// each with a line; see peer-process.ts.
//
//   nuget-peer SDK-FOLDER verify GENUINE.nupkg ALTERED.nupkg
//   nuget-peer SDK-FOLDER sign CHAIN.pem KEY.pem UNSIGNED.nupkg OUTPUT.nupkg
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Loader;

var sdk = args[0];
// The SDK's assemblies where they are: NuGet finds its trusted roots beside its own.
AssemblyLoadContext.Default.Resolving += (context, name) =>
{
    var path = Path.Combine(sdk, name.Name + ".dll");
    return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
};
return args[1] == "sign" ? Peer.Serve(new Signer(args).Answer) : Peer.Serve(new Verifier(args[2], args[3]).Answer);

static class Peer
{
    /// Answers each line: a task that begins with "judge" by what `work` says of it, any other by its microseconds.
    public static int Serve(Func<string, bool> work)
    {
        for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            var words = line.Split(' ');
            Console.WriteLine(Answer(work, words[0], int.Parse(words[1], CultureInfo.InvariantCulture)));
        }
        return 0;
    }

    static string Answer(Func<string, bool> work, string task, int times)
    {
        try
        {
            if (task.StartsWith("judge", StringComparison.Ordinal)) return work(task) ? "accepted" : "refused";
            var process = Process.GetCurrentProcess();
            var started = process.TotalProcessorTime;
            for (var done = 0; done < times; done++) work(task);
            process.Refresh();
            var microseconds = (process.TotalProcessorTime - started).TotalMicroseconds / times;
            return microseconds.ToString("F1", CultureInfo.InvariantCulture);
        }
        catch (Exception error)
        {
            return "error: " + error.GetType().Name + " " + error.Message.Replace('\n', ' ');
        }
    }
}
