using System.Diagnostics;
using System.Globalization;

namespace Faultline.Workbench.Clusters;

/// <summary>The process of a node on this machine, known by a file with its number and its start.</summary>
/// <remarks>Numbers of processes are used again, so a number alone could mean somebody else's.</remarks>
/// <param name="path">The file.</param>
internal sealed class NodeProcess(string path)
{
    /// <summary>The process's number; null while there is none.</summary>
    public int? Id => Find() is { } process ? Using(process, static one => one.Id) : null;

    /// <summary>Starts a command, cut off from this one's terminal.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="log">Where everything goes that it prints.</param>
    public void Start(IReadOnlyList<string> command, string log)
    {
        // The shell leads all that is printed into the log, and then is the program: a parent that ends takes nothing along.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, .. command])
            start.ArgumentList.Add(argument);

        // A generation 0 of 64 MiB: what an operation allocates is gone before it is collected. See docs/benchmarks.md.
        start.Environment["DOTNET_GCgen0size"] = "0x4000000";
        using var process = Process.Start(start) ?? throw new BadInputException($"{command[0]} cannot be started");
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime().Ticks}\n"));
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>Whether there was a process to send it to.</returns>
    public bool Send(UnixSignal signal)
    {
        if (Id is not { } id) return false;
        UnixSignals.Send(id, signal);
        return true;
    }

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>Whether it has within this time.</returns>
    public bool WaitForEnd(TimeSpan longest)
    {
        if (Find() is not { } process) return true;
        using (process) return process.WaitForExit(longest);
    }

    private Process? Find()
    {
        if (!File.Exists(path)) return null;
        var words = File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries);
        if (words.Length != 2 || !int.TryParse(words[0], out var id) || !long.TryParse(words[1], out var started)) return null;
        try
        {
            var process = Process.GetProcessById(id);

            // The kernel's clock has ticks of 10 ms.
            if (Math.Abs(process.StartTime.ToUniversalTime().Ticks - started) < TimeSpan.TicksPerSecond) return process;
            process.Dispose();
            return null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static T Using<T>(Process process, Func<Process, T> read)
    {
        using (process) return read(process);
    }
}
