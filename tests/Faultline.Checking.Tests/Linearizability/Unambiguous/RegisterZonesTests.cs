using Faultline.Checking.Linearizability.Models;

namespace Faultline.Checking.Tests.Linearizability.Unambiguous;

public sealed class RegisterZonesTests
{
    [Fact]
    public void The_zones_of_a_register_agree_with_trying_every_order() =>
        new Agreement<string?>(new KeyValueModel()).Check(static choices => new ConcurrentRegister(choices), 100_000);
}
