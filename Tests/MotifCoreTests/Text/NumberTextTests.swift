import MotifCore
import Testing

/// One style of numbers for all that a terminal shows.
@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (5_835_644, "5.84 MB"), (999_499_999, "999 MB"),
    (999_600_000, "1 GB"), (72_340_000_000, "72.3 GB"), (8_000_000_000_000, "8 TB"),
    (1 << 50, "1.13 PB"), (Int.max, "9.22 EB"),
  ]) func bytesHaveThreeDigits(_ count: Int, _ text: String) {
    #expect(ByteText.short(count) == text)
    #expect(ByteText.short(Double(count)) == text)
  }

  @Test(arguments: [
    (2e-3, "2e−3"), (1.5e-3, "1.5e−3"), (4e-4, "4e−4"), (0, "0"), (1, "1e0"),
    (3.14159e-5, "3.14e−5"),
  ]) func ratesArePowersOfTen(_ value: Double, _ text: String) {
    #expect(NumberText.power(value) == text)
  }

  @Test(arguments: [
    (1.23456, "1.235"), (12_345, "12.35k"), (1.64e6, "1.640M"), (2.5e17, "250.0P"),
    (3e21, "3.000Z"), (.infinity, "–"),
  ]) func countsHaveAUnit(_ value: Double, _ text: String) {
    #expect(NumberText.short(value) == text)
  }
}
