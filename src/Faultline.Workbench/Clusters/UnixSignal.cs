using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Faultline.Workbench.Clusters;

/// <summary>A signal to a process.</summary>
internal enum UnixSignal
{
    /// <summary>It ends at once, whatever it does: as in a crash.</summary>
    Kill = 9,

    /// <summary>It is asked to end.</summary>
    Terminate = 15,

    /// <summary>It goes on.</summary>
    Continue = 18,

    /// <summary>It stands still.</summary>
    Stop = 19,
}

/// <summary>Sends signals, with the numbers that Linux gives them.</summary>
internal static partial class UnixSignals
{
    /// <summary>Sends a signal.</summary>
    /// <exception cref="BadInputException">This system knows no such signal.</exception>
    public static void Send(int process, UnixSignal signal)
    {
        if (!OperatingSystem.IsLinux())
            throw new BadInputException("real clusters are paused and killed with Linux's signals: run this command on Linux");
        if (Kill(process, (int)signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
