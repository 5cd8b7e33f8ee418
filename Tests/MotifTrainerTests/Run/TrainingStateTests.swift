import Foundation
import MotifCore
import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTrainer
import Testing

/// Numbers in `state.json` that no run can have written end in a sentence, never in a trap.
@Suite struct TrainingStateTests {
  /// A place in the state, another value, and what is said of it; nothing where it may stand.
  struct Change: CustomTestStringConvertible {
    let keys: [String]
    let value: any Sendable
    let sentence: String?

    init(_ path: String, _ value: any Sendable, _ sentence: String?) {
      (keys, self.value, self.sentence) = (
        path.split(separator: ".").map(String.init), value, sentence
      )
    }

    var testDescription: String { "\(keys.joined(separator: ".")) = \(value)" }
  }

  static let changes: [Change] = [
    Change("step", -1, "its step is -1, which no run can take"),
    Change("step", Int.max, "its step is \(Int.max), which no run can take"),
    Change("step", Int.min, "its step is \(Int.min), which no run can take"),
    Change("step", 11, "is of step 11, but its checkpoint of step 12"),
    Change("step", 13, "is of step 13, but its checkpoint of step 12"),
    Change("step", 1.5, "is not the state of a training run"),
    Change("tokens", Int.max, "its tokens are \(Int.max), which no run can read"),
    Change("tokens", Int.max - 63, "its tokens are \(Int.max - 63), which no run can read"),
    Change("tokens", -64, "its tokens are -64, which no run can read"),
    Change("safety.rateFactor", -1.0, "its rateFactor is -1.0, which is not between 0 and 1"),
    Change("safety.rateFactor", 1.5, "its rateFactor is 1.5, which is not between 0 and 1"),
    Change("safety.rateFactor", 0.25, nil),
    Change(
      "safety.refusals",
      [["step": Int.max, "tokens": 1, "cause": "spike"] as [String: any Sendable]],
      "its refused step \(Int.max) is none of a run"),
    Change(
      "safety.refusals",
      [["step": 3, "tokens": 9, "cause": "spike", "resumedFrom": 3] as [String: any Sendable]],
      "its refused step 3, from which the run went back to 3, is none of a run"),
    Change(
      "safety.refusals",
      [["step": 3, "tokens": 9, "cause": "spike", "resumedFrom": 2] as [String: any Sendable]], nil),
    Change("computed.before", -1.0, "what it says of the operations of training is not possible"),
    Change(
      "computed.tokens", Int.min, "what it says of the operations of training is not possible"),
    Change(
      "computed.perToken", -1e300, "what it says of the operations of training is not possible"),
    Change("unvalidated", "{", "its metrics of the last step are no metrics record"),
    Change(
      "unvalidated", #"{"v":1,"step":11}"#,
      "its metrics of the last step are of step 11, it is of step 12"),
    Change("data.tokensDrawn", Int.max, "the saved data position is damaged"),
    Change("data.tokensDrawn", Int.min, "the saved data position is damaged"),
    Change("data.sampler.tokensDrawn", [Int.max], "the saved data position is damaged"),
    Change("data.sampler.ties.position", UInt64.max, nil),
  ]

  /// Writes the state of the newest checkpoint of run `name` anew, and its manifest to match.
  private func change(_ checkpoint: RunCheckpoint, _ change: Change) throws {
    let path = checkpoint.path(of: "state.json")
    let before = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: path)))
    let after = try JSONSerialization.data(
      withJSONObject: Self.setting(before, change.keys[...], change.value))
    try after.write(to: URL(fileURLWithPath: path))
    let place = checkpoint.path(of: "manifest.json")
    let old = try CheckpointManifest(path: place)
    var files = old.files
    files["state.json"] = .init(
      bytes: after.count, sha256: after.withUnsafeBytes { SHA256.digest($0) })
    let new = CheckpointManifest(
      step: old.step, tokens: old.tokens, score: old.score, files: files, tensors: old.tensors)
    try Data(new.text.utf8).write(to: URL(fileURLWithPath: place))
  }

  private static func setting(_ tree: Any?, _ keys: ArraySlice<String>, _ value: Any) -> Any {
    guard let key = keys.first else { return value }
    var members = tree as? [String: Any] ?? [:]
    members[key] = setting(members[key], keys.dropFirst(), value)
    return members
  }

  /// Whoever writes such a state also writes a manifest that agrees with it.
  @Test(arguments: changes) func aNumberThatCannotBeIsASentence(_ change: Change) throws {
    let training = try TinyTraining()
    training.isValidated = false
    training.options.cost = TrainingCost(perToken: 0.5, perPair: 0)
    try training.run("a")
    let checkpoint = try #require(training.folder("a").checkpoints.latest().checkpoint)
    try self.change(checkpoint, change)
    try checkpoint.verify()
    training.steps = 16
    guard let sentence = change.sentence else {
      try training.run("a")
      return #expect(training.optimizer.step == 16)
    }
    let error = #expect(throws: (any Error).self) { try training.run("a") }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(sentence), "\(text)")
    // The sentence names the file, that of the data position apart, which the corpus says.
    if change.keys[0] != "data" { #expect(text.contains("step-00000012/state.json: ")) }
  }

  /// A generator at the last of its numbers goes on with the first.
  @Test func aPositionAtItsEndBeginsAgain() {
    var random = CounterRandom(seed: 3, name: "mixture")
    let first = random.next()
    random.position = .max
    _ = random.next()
    #expect(random.position == 0 && random.next() == first)
  }
}
