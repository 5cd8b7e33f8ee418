import Testing

@testable import MotifTrainer

/// The texts that a finished run shows.
@Suite("Samples") struct SampleTests {
  @Test(
    "a sample begins with the first words of a document",
    arguments: [
      ("Once upon a time there was a dog", "Once upon a time there"), ("\n\nTwo\nlines", "Two"),
      ("\u{2028} \tone\r\ntwo", "one"), (" \n\n ", nil), ("", nil),
      ("Donaudampfschifffahrtsgesellschaft fährt", "Donaudampfschifffahrtsgesellschaft"),
    ])
  func opening(text: String, expected: String?) {
    #expect(Trained.opening(text) == expected)
  }
}
