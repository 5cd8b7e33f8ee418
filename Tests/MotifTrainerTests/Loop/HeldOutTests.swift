import Foundation
import MotifCore
import MotifReport
import Testing

import MotifTensor
@testable import MotifTrainer

/// What a run does without held-out documents.
@Suite("Held-out documents of a run") struct HeldOutTests {
  @Test("a run that holds nothing out has no score instead of a perfect one")
  func nothingHeldOut() throws {
    let training = try TinyTraining()
    training.isValidated = false
    training.options.evaluationInterval = 4
    #expect(try training.run("a") == .finished([]))
    #expect(try training.records("a").allSatisfy { $0["validationBitsPerByte"] == nil })
    #expect(!training.messages.contains("bits/byte"))
    let newest = try #require(try training.folder("a").checkpoints.latest().checkpoint)
    #expect(newest.score() == nil)
    let validated = try TinyTraining()
    try validated.run("a")
    #expect(try #require(try validated.folder("a").checkpoints.latest().checkpoint).score() != nil)
  }
}
