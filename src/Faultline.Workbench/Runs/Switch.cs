namespace Faultline.Workbench.Runs;

/// <summary>Something that is on or off.</summary>
public static class Switch
{
    /// <summary>How it may be written, for error messages.</summary>
    public const string Form = "on or off";

    /// <summary>Reads <c>on</c> or <c>off</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isOn">Whether it is on, when the text is one of the two.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string text, out bool isOn)
    {
        isOn = text == "on";
        return isOn || text == "off";
    }
}
