using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Faultline.Runtime.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLog : ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));

    /// <summary>Waits until a line says something.</summary>
    public async Task<string> SaysAsync(params string[] words)
    {
        for (var i = 0; i < 1000; i++)
        {
            if (_lines.FirstOrDefault(line => words.All(word => line.Contains(word, StringComparison.Ordinal))) is { } found) return found;
            await Task.Delay(10);
        }

        throw new TimeoutException($"nothing says {string.Join(" ", words)}:\n{string.Join("\n", _lines)}");
    }
}
