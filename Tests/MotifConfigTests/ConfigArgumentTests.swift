import MotifConfig
import Testing

/// Golden messages for mistakes in `--set`.
@Suite struct ConfigArgumentTests {
  private static let whole = ConfigErrorTests.whole(
    sources: "{\"name\": \"tales\"}", training: "\"steps\": 10")

  static let typos = [
    (
      "training.step=3",
      "--set training.step=3: training.step: there is no such key; did you mean " + "\"steps\"?"
    ),
    (
      "data.sources.tale.documents=1",
      "--set data.sources.tale.documents=1: data.sources.tale: there is no such " + "element"
    ),
    (
      "data.mixture.knots.0.at=1",
      "--set data.mixture.knots.0.at=1: data.mixture.knots.0: there is no such " + "element"
    ),
    (
      "model.hidden_size=",
      "--set model.hidden_size=: model.hidden_size: is \"\"; expected a whole number "
        + "of at least 1"
    ),
    (
      "schedule.kind=linear",
      "--set schedule.kind=linear: schedule.kind: is \"linear\"; expected \"wsd\" or "
        + "\"cosine\""
    ),
    (
      "checkpoint.keeplast=1",
      "--set checkpoint.keeplast=1: checkpoint.keeplast: there is no such key; did "
        + "you mean \"keepLast\"?"
    ),
    (
      "threads=all",
      "--set threads=all: threads: is \"all\"; expected a whole number from 0 to 1024"
    ),
    (
      "..=1",
      "--set ..=1: there is no such key"
    ),
    (
      "seed",
      "--set seed: expected KEY=VALUE"
    ),
    (
      "generation.prompts.0=x",
      "--set generation.prompts.0=x: generation.prompts.0: there is no such element"
    ),
    (
      "data.sources.0.kind=text",
      "--set data.sources.0.kind=text: data.sources.0.path: is missing; a source of "
        + "kind \"text\" needs the file"
    ),
  ]

  @Test(arguments: typos) func argumentsAreRefused(argument: String, message: String) {
    let found = ConfigErrorTests.messages(Self.whole, overrides: [argument])
    #expect(found == [message])
  }

  @Test func aKeyPathCannotOverflowTheStack() {
    let path = [String](repeating: "a", count: 50_000).joined(separator: ".")
    let found = ConfigErrorTests.messages(Self.whole, overrides: [path + "=1"])
    #expect(found == ["--set \(path)=1: nests deeper than 64 levels"])
  }
}
