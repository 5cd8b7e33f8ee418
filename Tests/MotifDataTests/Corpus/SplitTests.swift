import Testing

@testable import MotifData

/// The held-out share is near the fraction for any seed, and a text has one side for ever.
@Suite struct SplitTests {
  private static let documents = (0..<5000).map {
    Document(text: "\($0 % 7) and \($0)", domain: "d")
  }

  @Test(arguments: [0.01, 0.05, 0.5, 0.9], [0, 1, .max] as [UInt64])
  func theShareIsNearTheFraction(fraction: Double, seed: UInt64) throws {
    let sides = try TrainValidationSplit(validationFraction: fraction, seed: seed)
      .apply(to: Self.documents)
    let share = Double(sides.validation.count) / 5000
    // Four standard deviations of a binomial share.
    #expect(abs(share - fraction) < 4 * (fraction * (1 - fraction) / 5000).squareRoot())
    #expect(sides.train.count + sides.validation.count == 5000)
  }

  @Test func sidesAreStable() throws {
    // Computed independently of this code: another hash would move documents of running projects across the split.
    let split = TrainValidationSplit(validationFraction: 0.3, seed: 1)
    let held = (0..<16).filter { split.isValidation(Self.documents[$0]) }
    let doubled = try split.apply(to: Self.documents.shuffled() + Self.documents)
    #expect(Set(doubled.train.map(\.text)).isDisjoint(with: doubled.validation.map(\.text)))
    #expect(doubled.train.count % 2 == 0 && doubled.validation.count % 2 == 0)
    let renamed = Self.documents.map { Document(text: $0.text, domain: "other") }
    #expect((0..<16).filter { split.isValidation(renamed[$0]) } == held)
    #expect(held == [0, 4, 7, 9, 10, 11])
  }

  @Test func impossibleFractionsAreRefused() throws {
    for fraction in [1, 1.5, -0.1, .nan] {
      let sentence = "validationFraction is \(fraction), expected 0 ..< 1"
      #expect(throws: DataError.invalid(sentence)) {
        try TrainValidationSplit(validationFraction: fraction, seed: 0).apply(to: Self.documents)
      }
    }
    let none = try TrainValidationSplit(validationFraction: 0, seed: 0).apply(to: Self.documents)
    #expect(none.validation.isEmpty && none.train == Self.documents)
    let one = Self.documents.first { TrainValidationSplit().isValidation($0) }
    let held = try #require(one)
    let sentence = "no document of d is left for training: validationFraction 0.05 holds out all 1"
    #expect(throws: DataError.invalid(sentence)) {
      try TrainValidationSplit().apply(to: [held])
    }
  }
}
