using System.Diagnostics;

namespace Faultline.Cli.Tests;

/// <summary>The command in a process of its own, in a folder of its own.</summary>
public sealed class Faultline : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("faultline-").FullName;

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public Outcome Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "faultline.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Outcome(process.ExitCode, output, errors.Result);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a command came to.</summary>
public sealed record Outcome(int ExitCode, string Output, string Errors)
{
    /// <summary>Bad input: exit code 2, one sentence that names the input, and nothing else.</summary>
    public void IsBadInput(string expected)
    {
        Assert.Equal(2, ExitCode);
        Assert.Equal("", Output);
        Assert.Single(Errors.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
        Assert.Contains(expected, Errors, StringComparison.Ordinal);
    }
}
