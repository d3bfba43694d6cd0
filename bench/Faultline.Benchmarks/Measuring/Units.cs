namespace Faultline.Benchmarks.Measuring;

/// <summary>Sizes as they are printed.</summary>
internal static class Units
{
    public const double Mebibyte = 1 << 20;
    public const double Gibibyte = 1 << 30;
}
