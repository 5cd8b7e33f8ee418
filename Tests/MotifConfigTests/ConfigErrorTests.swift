import MotifCore
import MotifConfig
import Testing

/// Golden messages: what a newcomer sees for each mistake.
@Suite struct ConfigErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let json: String
    let messages: [String]
    init(_ json: String, _ messages: String...) {
      self.json = json
      self.messages = messages
    }
    var testDescription: String { messages.first ?? json }
  }

  private static var families: String {
    let names = SourceSettings.Family.allCases.map { "\"\($0.rawValue)\"" }
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  static func messages(_ json: String, overrides: [String] = []) -> [String] {
    do {
      _ = try ConfigLoader.load(text: json, file: "a.json", overrides: overrides)
      return []
    } catch {
      return error.issues.map(\.description)
    }
  }

  /// A config that is right, with one more member in line 2.
  static func with(_ member: String) -> String {
    """
    {"data": {"sources": [{"name": "tales"}]}, "training": {"steps": 10}, "model": {},
    \(member)}
    """
  }

  static let keys = [
    Mistake("\"sed\": 1", "a.json:2:1: sed: there is no such key; did you mean \"seed\"?"),
    Mistake("\"colour\": 1", "a.json:2:1: colour: there is no such key"),
    Mistake(
      "\"learning_rate\": 1",
      "a.json:2:1: learning_rate: there is no such key; did you mean \"optimizer.learningRate\"?"),
    Mistake(
      "\"optimizer\": {\"lr\": 1}",
      "a.json:2:15: optimizer.lr: there is no such key; did you mean \"learningRate\"?"),
    Mistake(
      "\"optimizer\": {\"weight_decay\": 1}",
      "a.json:2:15: optimizer.weight_decay: there is no such key; did you mean \"weightDecay\"?"),
    Mistake(
      "\"optimizer\": {\"kind\": \"adamw\", \"momentum\": 0.9}",
      "a.json:2:32: optimizer.momentum: is a key of kind \"muon\" or \"muonClip\", "
        + "but kind is \"adamw\""),
    Mistake(
      "\"optimizer\": {\"kind\": \"muonclip\", \"momentum\": 0.9}",
      "a.json:2:23: optimizer.kind: is \"muonclip\"; expected \"adamw\", \"muon\" or \"muonClip\"; "
        + "did you mean \"muonClip\"?"),
    Mistake(
      "\"optimizer\": \"adamw\"",
      "a.json:2:14: optimizer: is \"adamw\"; expected an object in { }"),
    Mistake(
      "\"optimizer\": {\"newtonSchulz\": \"polar\"}",
      "a.json:2:31: optimizer.newtonSchulz: is \"polar\"; expected \"motif\", \"jordan\", "
        + "\"polarExpress\" or \"polarExpressDion\""),
    Mistake(
      "\"optimizer\": {\"newtonSchulzSteps\": 6}",
      "a.json:2:14: optimizer.newtonSchulz: is \"motif\"; it has 5 steps, not 6; "
        + "polarExpress and jordan have any number"),
    Mistake(
      "\"optimizer\": {\"newtonSchulz\": \"jordan\", \"newtonSchulzLowerBound\": 0.1}",
      "a.json:2:31: optimizer.newtonSchulz: is \"jordan\"; its coefficients are fixed; "
        + "only polarExpress has a lower bound"),
    Mistake(
      "\"optimizer\": {\"neuronBeta2\": 0.9}",
      "a.json:2:30: optimizer.neuronBeta2: is 0.9, but without neuronNormalization rows have no "
        + "moments; set optimizer.neuronNormalization to true or leave it out"),
    Mistake(
      "\"optimizer\": {\"kind\": \"adamw\", \"neuronNormalization\": true}",
      "a.json:2:32: optimizer.neuronNormalization: is a key of kind \"muon\" or \"muonClip\", "
        + "but kind is \"adamw\""),
    Mistake(
      "\"optimizer\": {\"learningRate\": 0}",
      "a.json:2:31: optimizer.learningRate: is 0; expected a number above 0"),
    Mistake(
      "\"optimizer\": {\"beta2\": 1}",
      "a.json:2:24: optimizer.beta2: is 1; expected a number from 0 to 0.9999999"),
    Mistake(
      "\"optimizer\": {\"qkClip\": {\"threshold\": \"100\"}}",
      "a.json:2:39: optimizer.qkClip.threshold: is \"100\"; expected a number above 0"),
    Mistake(
      "\"optimizer\": {\"nesterov\": 1}",
      "a.json:2:27: optimizer.nesterov: is 1; expected true or false"),
    Mistake("\"seed\": 1.5", "a.json:2:9: seed: is 1.5; expected a whole number of at least 0"),
    Mistake("\"seed\": null", "a.json:2:9: seed: is null; leave the key out to take the default"),
    Mistake("\"name\": 3", "a.json:2:9: name: is 3; expected text in double quotes"),
    Mistake(
      "\"threads\": 5000", "a.json:2:12: threads: is 5000; expected a whole number from 0 to 1024"),
    Mistake(
      "\"name\": \"a/b\"",
      "a.json:2:9: name: is \"a/b\"; it names a folder, so it cannot hold / or NUL or be . or .."),
    Mistake(
      "\"generation\": {\"prompts\": \"Once\"}",
      "a.json:2:27: generation.prompts: is \"Once\"; expected a list in [ ]"),
    Mistake(
      "\"generation\": {\"prompts\": [\"Once\", \"\"]}",
      "a.json:2:36: generation.prompts.1: is empty; a prompt needs at least one character"),
    Mistake(
      "\"schedule\": {\"warmupFraction\": 0.5, \"decayFraction\": 0.6}",
      "a.json:2:54: schedule.decayFraction: is 0.6, which with warmupFraction 0.5 is more than the "
        + "whole training"),
    Mistake(
      "\"schedule\": {\"endRatio\": 0}",
      "a.json:2:26: schedule.endRatio: is 0, which the shape \"exp\" never reaches; "
        + "give a small number or take the shape \"linear\""),
    Mistake(
      "\"safety\": {\"onNonFinite\": \"rollback\"}, \"checkpoint\": {\"interval\": 0}",
      "a.json:2:27: safety.onNonFinite: is \"rollback\", but checkpoint.interval 0 leaves no "
        + "checkpoint to go back to; give an interval, or take \"skip\""),
    Mistake(
      "\"safety\": {\"onSpike\": \"rollback\"}, \"checkpoint\": {\"interval\": 0}",
      "a.json:2:23: safety.onSpike: is \"rollback\", but checkpoint.interval 0 leaves no "
        + "checkpoint to go back to; give an interval, or take \"skip\""),
    Mistake(
      "\"schedule\": {\"kind\": \"wds\"}",
      "a.json:2:22: schedule.kind: is \"wds\"; expected \"wsd\" or \"cosine\"; did you mean \"wsd\"?"
    ),
    Mistake(
      "\"tokenizer\": {\"vocabSize\": 256}",
      "a.json:2:28: tokenizer.vocabSize: is 256; 256 bytes and the end-of-text token need at least "
        + "257"),
    Mistake(
      "\"extends\": \"mirco\"",
      "a.json:2:12: extends: is \"mirco\", which is neither a preset nor a file; "
        + "did you mean \"micro\"?"),
    Mistake(
      "\"tokenizer\": {\"endOfText\": \"</s>\"}",
      "a.json:2:28: tokenizer.endOfText: is \"</s>\", but a tokenizer that is trained ends documents "
        + "with \"<|endoftext|>\"; give the path of one that has the token, or leave it out"),
    Mistake("\"extends\": 3", "a.json:2:12: extends: expected a preset name or a file"),
  ]

  @Test(arguments: keys) func wrongKeysAndValues(_ mistake: Mistake) {
    #expect(Self.messages(Self.with(mistake.json)) == mistake.messages)
  }

  @Test func theBaseOfTheseTablesIsRight() {
    #expect(Self.messages(Self.with("\"seed\": 1")) == [])
  }

  /// A config with the sections given, in one line each.
  static func whole(
    model: String = "", sources: String = "{\"name\": \"tales\"}", knots: String = "",
    training: String = "\"steps\": 10"
  ) -> String {
    """
    {"model": {\(model)},
    "data": {"sources": [\(sources)],
    "mixture": {"knots": [\(knots)]}},
    "training": {\(training)}}
    """
  }

  static let relations = [
    Mistake(
      whole(model: "\"num_attention_heads\": 11"),
      "a.json:1:35: model.num_attention_heads: is 11, but 2 noise heads need 2·(R+1) heads in all, "
        + "R ≥ 1 signal heads a group: 4, 6, 10, …"),
    Mistake(
      whole(model: "\"preset\": \"nono\""),
      "a.json:1:22: model.preset: is \"nono\"; expected \"nano\", \"nano-seed\", \"micro\", "
        + "\"micro-seed\", \"mini\", \"mini-seed\", \"motif-2.6b\", \"motif-2-12.7b\", "
        + "\"nano-diff\", \"nano-softmax\" or \"nano-swiglu\"; did you mean \"nano\"?"),
    Mistake(
      whole(model: "\"hiddenSize\": 64"),
      "a.json:1:12: model.hiddenSize: there is no such key; did you mean \"hidden_size\"?"),
    Mistake(
      whole(model: "\"head_dim\": 15, \"lambda_init_index\": [0]"),
      "a.json:1:24: model.head_dim: is 15; rotary embedding turns pairs, so it must be even",
      "a.json:1:49: model.lambda_init_index: has 1 entries; expected none or one for each of 5 "
        + "layers"),
    Mistake(
      whole(model: "\"lambda_init_offset\": 4096"),
      "a.json:1:34: model.lambda_init_offset: is 4096, which makes λ_init -inf at depth 0, below -1; "
        + "expected 1 (Motif) or 0 (Differential Transformer)"),
    Mistake(
      whole(model: "\"residual_scale\": {\"value\": 2}"),
      "a.json:1:31: model.residual_scale.value: is a key of kind \"constant\" or \"depth\", "
        + "but kind is \"none\""),
    Mistake(
      whole(model: "\"max_position_embeddings\": 100"),
      "a.json:4:13: training.sequenceLength: is 256, but the model's max_position_embeddings is 100"
    ),
    Mistake(
      "{\"data\": {\"sources\": [{\"name\": \"tales\"}]}, "
        + "\"training\": {\"steps\": 10, \"activationCheckpointing\": \"selectiv\"}}",
      "a.json:1:97: training.activationCheckpointing: is \"selectiv\"; expected \"none\", "
        + "\"selective\" or \"full\"; did you mean \"selective\"?"),
    Mistake(
      "{\"data\": {\"sources\": [{\"name\": \"tales\"}]}, "
        + "\"training\": {\"steps\": 10, \"gradient_checkpointing\": true}}",
      "a.json:1:70: training.gradient_checkpointing: there is no such key; did you mean "
        + "\"activationCheckpointing\"?"),
    Mistake(whole(sources: ""), "a.json:2:21: data.sources: needs at least one source"),
    Mistake(
      whole(sources: "{\"family\": \"stories\"}"),
      "a.json:2:22: data.sources.0.name: is missing or empty"),
    Mistake(
      whole(sources: "{\"name\": \"a\"}, {\"name\": \"a\"}"),
      "a.json:2:46: data.sources.1.name: is \"a\", which an earlier source is called already"),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"kind\": \"text\"}"),
      "a.json:2:22: data.sources.0.path: is missing; a source of kind \"text\" needs the file"),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"path\": \"x.txt\"}"),
      "a.json:2:36: data.sources.0.path: is a key of kind \"text\", \"jsonLines\", "
        + "\"tokens\" or \"conversations\", but kind is \"synthetic\""),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"family\": \"story\"}"),
      "a.json:2:46: data.sources.0.family: is \"story\"; expected \(families)"),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"family\": \"shortestpath\"}"),
      "a.json:2:46: data.sources.0.family: is \"shortestpath\"; expected one of "
        + "\(SourceSettings.Family.allCases.count) words; did you mean \"shortestPath\"?"),
    Mistake(
      whole(
        sources: "{\"name\": \"a\", \"kind\": \"jsonLines\", \"path\": \"x\", \"template\": \"t\"}"),
      "a.json:2:82: data.sources.0.template: the template \"t\" names no field"),
    Mistake(
      whole(
        sources:
          "{\"name\": \"a\", \"kind\": \"jsonLines\", \"path\": \"x\", \"template\": \"{{text}}\"}"),
      "a.json:2:82: data.sources.0.template: the template \"{{text}}\" names no field"),
    Mistake(
      whole(sources: "\"stories\""),
      "a.json:2:22: data.sources.0: is \"stories\"; expected an object in { }"),
    Mistake(
      whole(
        knots:
          "{\"at\": 0.5, \"weights\": {\"tales\": 1}}, {\"at\": 0.5, \"weights\": {\"tales\": 1}}"),
      "a.json:3:68: data.mixture.knots.1.at: is 0.5, but must lie after 0.5 of the knot before"),
    Mistake(
      whole(knots: "{\"weights\": {\"tale\": 1}}"),
      "a.json:3:36: data.mixture.knots.0.weights.tale: no source has this name; "
        + "did you mean \"tales\"?"),
    Mistake(
      whole(knots: "{\"weights\": {\"tales\": 0}}"),
      "a.json:3:35: data.mixture.knots.0.weights: are all zero; give at least one domain a weight"),
    Mistake(
      whole(knots: "{\"at\": 2, \"weights\": {\"tales\": -1}}"),
      "a.json:3:30: data.mixture.knots.0.at: is 2; expected a number from 0 to 1",
      "a.json:3:54: data.mixture.knots.0.weights.tales: is -1; expected a number of at least 0"),
    Mistake(
      whole(training: "\"steps\": 1, \"tokens\": 5"),
      "a.json:4:36: training.tokens: is set beside training.steps; keep one of them"),
    Mistake(whole(training: ""), "a.json:4:13: training: needs steps or tokens"),
    Mistake(
      whole(training: "\"steps\": 1, \"batchSize\": 2, \"batchTokens\": 512"),
      "a.json:4:57: training.batchTokens: is set beside training.batchSize; keep one of them"),
    Mistake(
      whole(training: "\"steps\": 1, \"batchTokens\": 500"),
      "a.json:4:41: training.batchTokens: is 500, not a multiple of the sequence length 256"),
    Mistake(
      whole(training: "\"steps\": 1, \"microBatchSize\": 3"),
      "a.json:4:44: training.microBatchSize: is 3, but must divide the batch of 16 sequences"),
  ]

  @Test(arguments: relations) func brokenRelations(_ mistake: Mistake) {
    #expect(Self.messages(mistake.json) == mistake.messages)
  }

  static let arguments: [(String, String)] = [
    ("seed", "--set seed: expected KEY=VALUE"),
    ("=1", "--set =1: expected KEY=VALUE"),
    ("sed=1", "--set sed=1: sed: there is no such key; did you mean \"seed\"?"),
    (
      "optimizer.lr=1",
      "--set optimizer.lr=1: optimizer.lr: there is no such key; did you mean \"learningRate\"?"
    ),
    ("seed=x", "--set seed=x: seed: is \"x\"; expected a whole number of at least 0"),
    (
      "data.sources.9.documents=1",
      "--set data.sources.9.documents=1: data.sources.9: there is no such element"
    ),
    (
      "training.tokens=9x", "--set training.tokens=9x: training.tokens: is \"9x\"; expected a whole"
    ),
    ("seed.x=1", "--set seed.x=1: seed: is {\"x\": 1}; expected a whole number of at least 0"),
    ("extends=micro", "--set extends=micro: extends: can only stand in a file"),
    (
      "model.preset=none",
      "--set model.preset=none: model.preset: is \"none\"; expected \"nano\""
    ),
  ]

  @Test(arguments: arguments) func wrongArguments(argument: String, message: String) {
    let found = Self.messages(Self.whole(), overrides: [argument])
    #expect(found.first?.hasPrefix(message) == true, "\(found)")
  }
}
