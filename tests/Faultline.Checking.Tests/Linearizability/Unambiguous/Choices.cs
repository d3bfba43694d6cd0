namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

/// <summary>Decisions read from bytes, so that a failing history shrinks with its bytes; 0 after the last one.</summary>
internal sealed class Choices(byte[] bytes)
{
    private int _next;

    public bool AreOver => _next >= bytes.Length;

    public int Below(int limit) => AreOver ? 0 : bytes[_next++] % limit;

    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
