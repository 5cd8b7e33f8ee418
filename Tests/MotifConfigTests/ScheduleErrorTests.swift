import MotifConfig
import Testing

/// Mixtures and ramps that cannot be are refused where they stand in the file.
@Suite struct ScheduleErrorTests {
  typealias Mistake = ConfigErrorTests.Mistake

  private static func mixture(_ mixture: String, sources: String = "web maths") -> String {
    let names = sources.split(separator: " ").map { #"{"name": "\#($0)"}"# }
    return """
      {"data": {"sources": [\(names.joined(separator: ", "))],
      "mixture": {\(mixture)}},
      "training": {"steps": 10}}
      """
  }

  private static func training(_ training: String) -> String {
    """
    {"data": {"sources": [{"name": "web"}]}, "model": {"max_position_embeddings": 64},
    "training": {"sequenceLength": 16, "batchSize": 4, \(training)}}
    """
  }

  private static let held =
    " must stay below a tenth of all tokens; give others more weight, set "
    + "data.mixture.reasoningCap above 0, or data.mixture.reasoning to a name that no source has"

  static let mixtures = [
    Mistake(
      mixture(#""reasoning": "maths", "reasoningCap": 0.1"#),
      "a.json:2:51: data.mixture.reasoningCap: is 0.1; expected a number of at least 0 "
        + "and below 0.1"),
    Mistake(
      mixture(
        #""reasoning": "maths", "reasoningCap": 0, "knots": [{"weights": {"web": 7, "maths": 3}}]"#),
      "a.json:2:76: data.mixture.knots.0.weights: lets maths come to 30.0 % of all tokens drawn so "
        + "far, but it" + held),
    Mistake(
      mixture(#""reasoning": "maths", "knots": [{"weights": {"maths": 3}}]"#),
      "a.json:2:57: data.mixture.knots.0.weights: weigh maths alone, but it" + held),
    Mistake(
      mixture(#""reasoning": "maths""#, sources: "maths"),
      "a.json:2:26: data.mixture.reasoning: is \"maths\", which all sources belong to, but it"
        + held),
    Mistake(
      mixture(#""preset": "motif-2.6b""#),
      "a.json:2:23: data.mixture.preset: is \"motif-2.6b\", but no source or group is called "
        + "multilingual, korean, academic, specialised, code, math, reasoning; add them, or a group "
        + "without weights for what is to be left out"),
    Mistake(
      mixture(#""groups": [{"name": "g", "weights": {"wbe": 1}}]"#),
      "a.json:2:50: data.mixture.groups.0.weights.wbe: no source has this name; did you mean \"web\"?"
    ),
    Mistake(
      mixture(#""groups": [{"name": "web", "weights": {"maths": 1}}]"#),
      "a.json:2:33: data.mixture.groups.0.name: is \"web\", which a source outside the group is "
        + "called"),
    Mistake(
      mixture(#""maxRepeats": {"math": 1}"#),
      "a.json:2:28: data.mixture.maxRepeats.math: no source has this name; did you mean \"maths\"?"),
    Mistake(
      mixture(#""onExhausted": "end""#),
      "a.json:2:28: data.mixture.onExhausted: is \"end\"; expected \"repeat\", \"renormalise\" or "
        + "\"stop\""),
  ]

  static let ramps = [
    Mistake(
      training(#""tokens": 640, "ramp": {"batch": [{"at": 0.5, "tokens": 100}]}"#),
      "a.json:2:108: training.ramp.batch.0.tokens: makes batches of 100 tokens in sequences of 16, "
        + "which are not whole sequences; take a multiple"),
    Mistake(
      training(#""tokens": 640, "ramp": {"sequence": [{"at": 0.5, "length": 128}]}"#),
      "a.json:2:111: training.ramp.sequence.0.length: makes sequences of 128 tokens, but the "
        + "model's max_position_embeddings is 64"),
    Mistake(
      training(#""tokens": 640, "ramp": {"batch": [{"at": 0, "tokens": 128}]}"#),
      "a.json:2:93: training.ramp.batch.0.at: is 0.0, but must lie after 0.0, where the run begins"),
    Mistake(
      training(#""steps": 10, "ramp": {"preset": "motif-2-12.7b"}"#),
      "a.json:2:61: training.steps: is 10, but with training.ramp not all steps have the same "
        + "tokens; give training.tokens in place of it"),
    Mistake(
      training(
        #""tokens": 640, "microBatchSize": 2, "ramp": {"batch": [{"at": 0.5, "tokens": 80}]}"#),
      "a.json:2:85: training.microBatchSize: is 2, but must divide the 5 sequences that a batch has "
        + "from 0.5 of the run on"),
  ]

  @Test(arguments: mixtures + ramps) func mistake(_ mistake: Mistake) {
    #expect(ConfigErrorTests.messages(mistake.json) == mistake.messages)
  }

  @Test func whatIsRightIsTaken() throws {
    for json in [
      Self.mixture(#""preset": "motif-2-12.7b""#, sources: Self.eight),
      Self.mixture(#""reasoning": "maths", "reasoningCap": 0.0999"#),
      Self.training(#""tokens": 640, "ramp": {"preset": "motif-2-12.7b"}"#),
      Self.training(
        #""tokens": 640, "microBatchSize": 4, "ramp": {"batch": [{"at": 0.5, "tokens": 128}]}"#),
    ] { #expect(ConfigErrorTests.messages(json) == []) }
  }

  private static let eight =
    "web multilingual korean academic specialised code math reasoning-math reasoning-code"
}
