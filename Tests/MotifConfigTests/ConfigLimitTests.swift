import MotifConfig
import Testing

/// Golden messages for values out of range, keys that contradict each other.
@Suite struct ConfigLimitTests {
  typealias Mistake = ConfigErrorTests.Mistake

  private static func whole(
    model: String = "", sources: String = "{\"name\": \"tales\"}", knots: String = "",
    training: String = "\"steps\": 10"
  ) -> String {
    ConfigErrorTests.whole(model: model, sources: sources, knots: knots, training: training)
  }

  private static func with(_ member: String) -> String { ConfigErrorTests.with(member) }

  static let limits = [
    Mistake(
      whole(model: "\"num_key_value_heads\": 3"),
      "a.json:1:35: model.num_key_value_heads: is 3; expected an even number, a "
        + "signal and a noise key for each key group"),
    Mistake(
      whole(model: "\"num_attention_heads\": 2"),
      "a.json:1:35: model.num_attention_heads: is 2, but 2 noise heads need 2·(R+1) "
        + "heads in all, R ≥ 1 signal heads a group: 4, 6, 10, …"),
    Mistake(
      whole(model: "\"num_noise_heads\": 3, \"num_attention_heads\": 9"),
      "a.json:1:11: model.num_key_value_heads: is 4, which makes 2 key groups; 3 "
        + "noise heads cannot be shared out evenly over them"),
    Mistake(
      whole(model: "\"hidden_size\": 0"),
      "a.json:1:27: model.hidden_size: is 0; expected a whole number of at least 1"),
    Mistake(
      whole(model: "\"hidden_size\": 100000000"),
      "a.json:1:27: model.hidden_size: is 100000000; expected a number from 1 to " + "4194304"),
    Mistake(
      whole(model: "\"num_hidden_layers\": -1"),
      "a.json:1:33: model.num_hidden_layers: is -1; expected a whole number of at " + "least 1"),
    Mistake(
      whole(model: "\"num_hidden_layers\": 5000"),
      "a.json:1:33: model.num_hidden_layers: is 5000; expected a number from 1 to " + "4096"),
    Mistake(
      whole(model: "\"k_ratio\": 2, \"use_bias\": true"),
      "a.json:1:23: model.k_ratio: is 2; only 1 is supported",
      "a.json:1:38: model.use_bias: is true; only layers without bias are supported"),
    Mistake(
      whole(model: "\"hidden_act\": \"gelu\""),
      "a.json:1:26: model.hidden_act: is \"gelu\"; expected \"poly_norm\" or \"silu\""),
    Mistake(
      whole(model: "\"num_noise_heads\": 0"),
      "a.json:1:11: model.num_key_value_heads: is 4, but without noise heads 10 query heads share "
        + "the key heads evenly; expected a divisor of 10"),
    Mistake(
      whole(model: "\"num_noise_heads\": -1"),
      "a.json:1:31: model.num_noise_heads: is -1; expected a whole number of at least 0"),
    Mistake(
      whole(model: "\"preset\": \"nano-softmax\", \"lambda_init_offset\": 0"),
      "a.json:1:60: model.lambda_init_offset: is set, but a model without noise heads "
        + "(num_noise_heads 0) has no λ; leave it out"),
    Mistake(
      whole(model: "\"preset\": \"nano-softmax\", \"attn_rms_norm_eps\": 0.1"),
      "a.json:1:59: model.attn_rms_norm_eps: is set, but a model without noise heads "
        + "(num_noise_heads 0) has no norm behind attention; leave it out"),
    Mistake(
      whole(model: "\"rope_theta\": 0.5"),
      "a.json:1:26: model.rope_theta: is 0.5; expected a number above 1"),
    Mistake(
      whole(model: "\"rms_norm_eps\": 1"),
      "a.json:1:28: model.rms_norm_eps: is 1.0; expected a small positive number, 1e-30 at least"),
    Mistake(
      whole(model: "\"lambda_init_index\": [0, 1, 2, 3, 9999]"),
      "a.json:1:33: model.lambda_init_index: has an entry outside 0 … 4096"),
    Mistake(
      whole(model: "\"lambda_init_index\": [0, -1]"),
      "a.json:1:37: model.lambda_init_index.1: is -1; expected a whole number of at " + "least 0"),
    Mistake(
      whole(model: "\"residual_scale\": {\"kind\": \"constant\", \"value\": 0}"),
      "a.json:1:60: model.residual_scale.value: is 0; expected a number above 0"),
    Mistake(
      whole(model: "\"vocab_size\": 100"),
      "a.json:1:26: model.vocab_size: is 100; 256 bytes and the end-of-text token "
        + "need at least 257"),
    Mistake(
      whole(model: "\"preset\": \"micro\", \"Hidden_Size\": 8"),
      "a.json:1:31: model.Hidden_Size: there is no such key; did you mean " + "\"hidden_size\"?"),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"documents\": 0}"),
      "a.json:2:49: data.sources.0.documents: is 0; expected a whole number from 1 "
        + "to 100000000"),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"kind\": \"csv\", \"path\": \"x\"}"),
      "a.json:2:44: data.sources.0.kind: is \"csv\"; expected \"synthetic\", \"text\", "
        + "\"jsonLines\", \"tokens\", \"conversations\" or \"tasks\""),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"kind\": \"tokens\"}"),
      "a.json:2:22: data.sources.0.path: is missing; a source of kind \"tokens\" needs the folder"),
    Mistake(
      whole(
        sources:
          "{\"name\": \"a\", \"kind\": \"jsonLines\", \"path\": \"x\", \"field\": \"t\", \"template\": \"{t}\"}"
      ),
      "a.json:2:79: data.sources.0.field: is set beside template; keep one of them"),
    Mistake(
      whole(
        sources:
          "{\"name\": \"a\", \"kind\": \"jsonLines\", \"path\": \"x\", \"field\": \"a}b\"}"),
      "a.json:2:79: data.sources.0.field: the template \"{a}b}\" closes a brace that it never opened"
    ),
    Mistake(
      whole(
        sources: "{\"name\": \"a\", \"kind\": \"text\", \"path\": \"x\", \"template\": \"{t}\"}"),
      "a.json:2:65: data.sources.0.template: is a key of kind \"jsonLines\", but kind "
        + "is \"text\""),
    Mistake(
      whole(
        sources:
          "{\"name\": \"a\", \"kind\": \"text\", \"path\": \"x\", \"split\": {\"kind\": \"separator\", \"separator\": \"\"}}"
      ),
      "a.json:2:109: data.sources.0.split.separator: is empty; give the text between " + "documents"
    ),
    Mistake(
      whole(
        sources:
          "{\"name\": \"a\", \"kind\": \"text\", \"path\": \"x\", \"split\": {\"kind\": \"lines\", \"bytes\": 9}}"
      ),
      "a.json:2:92: data.sources.0.split.bytes: is a key of kind \"paragraphs\", but "
        + "kind is \"lines\""),
    Mistake(
      whole(sources: "{\"name\": \"a\", \"kind\": \"jsonLines\"}"),
      "a.json:2:22: data.sources.0.path: is missing; a source of kind \"jsonLines\" "
        + "needs the file"),
    Mistake(
      whole(
        knots:
          "{\"at\": 0.5, \"weights\": {\"tales\": 1}}, {\"at\": 0.2, \"weights\": {\"tales\": 1}}"),
      "a.json:3:68: data.mixture.knots.1.at: is 0.2, but must lie after 0.5 of the " + "knot before"
    ),
    Mistake(
      whole(knots: "{\"at\": 0.5}"),
      "a.json:3:23: data.mixture.knots.0.weights: are all zero; give at least one "
        + "domain a weight"),
    Mistake(
      whole(knots: "{\"at\": -0.1, \"weights\": {\"tales\": 1}}"),
      "a.json:3:30: data.mixture.knots.0.at: is -0.1; expected a number from 0 to 1"),
    Mistake(
      whole(knots: "{\"at\": 1.5, \"weights\": {\"tales\": 1}}"),
      "a.json:3:30: data.mixture.knots.0.at: is 1.5; expected a number from 0 to 1"),
    Mistake(
      whole(knots: "{\"weights\": {\"tales\": \"half\"}}"),
      "a.json:3:45: data.mixture.knots.0.weights.tales: is \"half\"; expected a number "
        + "of at least 0"),
    Mistake(
      whole(knots: "{\"weights\": [1]}"),
      "a.json:3:35: data.mixture.knots.0.weights: is [1]; expected an object of "
        + "names and numbers"),
    Mistake(
      whole(
        sources: "{\"name\": \"a\"}, {\"name\": \"b\"}",
        knots: "{\"weights\": {\"a\": 1e308, \"b\": 1e308}}"),
      "a.json:3:35: data.mixture.knots.0.weights: sum to more than a number can "
        + "hold; only their ratios matter"),
    Mistake(whole(training: "\"steps\": 0"), "a.json:4:13: training: needs steps or tokens"),
    Mistake(
      whole(training: "\"tokens\": -5"),
      "a.json:4:24: training.tokens: is -5; expected a whole number from 0 to " + "1125899906842624"
    ),
    Mistake(
      whole(training: "\"steps\": 1, \"sequenceLength\": 1"),
      "a.json:4:44: training.sequenceLength: is 1; expected a whole number from 2 to " + "67108864"),
    Mistake(
      whole(training: "\"steps\": 1, \"batchSize\": 0"),
      "a.json:4:13: training: needs batchSize or batchTokens"),
    Mistake(
      whole(training: "\"steps\": 1000000001"),
      "a.json:4:23: training.steps: is 1000000001; expected a whole number from 0 to "
        + "1000000000"),
    Mistake(
      whole(training: "\"steps\": 1e30"),
      "a.json:4:23: training.steps: is 1e30; expected a whole number from 0 to " + "1000000000"),
    Mistake(
      whole(
        model: "\"max_position_embeddings\": 131072",
        training: "\"steps\": 16777216, \"batchSize\": 1048576, \"sequenceLength\": 131072"),
      "a.json:4:23: training.steps: is 16777216; that many steps have more tokens than can be "
        + "counted"),
    Mistake(
      whole(training: "\"steps\": 1, \"gradientClip\": -1"),
      "a.json:4:42: training.gradientClip: is -1; expected a number of at least 0"),
    Mistake(
      with("\"seed\": -1"),
      "a.json:2:9: seed: is -1; expected a whole number of at least 0"),
    Mistake(
      with("\"seed\": 9223372036854775808"),
      "a.json:2:9: seed: is 9223372036854775808; expected a whole number below 2⁶³"),
    Mistake(
      with("\"output\": \"\""),
      "a.json:2:11: output: is empty; \".\" is the working folder"),
    Mistake(
      with("\"name\": \"..\""),
      "a.json:2:9: name: is \"..\"; it names a folder, so it cannot hold / or NUL or be . or "
        + ".."),
    Mistake(
      with("\"tokenizer\": {\"vocabSize\": 300}, \"threads\": -1"),
      "a.json:2:45: threads: is -1; expected a whole number from 0 to 1024"),
    Mistake(
      with("\"tokenizer\": {\"sampleBytes\": 0}"),
      "a.json:2:30: tokenizer.sampleBytes: is 0; expected a whole number of at least " + "1"),
    Mistake(
      with("\"evaluation\": {\"maxTokens\": 0, \"items\": -1}"),
      "a.json:2:29: evaluation.maxTokens: is 0; expected a whole number of at least 1",
      "a.json:2:41: evaluation.items: is -1; expected a whole number of at least 0"),
    Mistake(
      with("\"generation\": {\"temperature\": -1, \"tokens\": 0}"),
      "a.json:2:31: generation.temperature: is -1; expected a number from 0 to 100",
      "a.json:2:45: generation.tokens: is 0; expected a whole number from 1 to " + "1000000"),
    Mistake(
      with("\"checkpoint\": {\"keepLast\": 0}"),
      "a.json:2:28: checkpoint.keepLast: is 0; expected a whole number of at least 1"),
    Mistake(
      with("\"schedule\": {\"warmupFraction\": 0.9}"),
      "a.json:2:32: schedule.warmupFraction: is 0.9, which with decayFraction 0.18 "
        + "is more than the whole training"),
    Mistake(
      with("\"schedule\": {\"warmupFraction\": 1.1}"),
      "a.json:2:32: schedule.warmupFraction: is 1.1; expected a number from 0 to 1"),
    Mistake(
      with("\"schedule\": {\"kind\": \"cosine\", \"decayFraction\": 0.1}"),
      "a.json:2:32: schedule.decayFraction: is a key of kind \"wsd\", but kind is " + "\"cosine\""),
    Mistake(
      with("\"optimizer\": {\"qkClip\": {\"interval\": 0, \"mode\": \"both\"}}"),
      "a.json:2:38: optimizer.qkClip.interval: is 0; expected a whole number of at " + "least 1",
      "a.json:2:49: optimizer.qkClip.mode: is \"both\"; expected \"balanced\", "
        + "\"balancedMinimum\", \"motifPublic\", \"motif3\" or \"qOnly\""),
    Mistake(
      with("\"optimizer\": {\"kind\": \"muon\", \"qkClip\": {\"threshold\": 1}}"),
      "a.json:2:31: optimizer.qkClip: is a key of kind \"muonClip\", but kind is \"muon\""),
    Mistake(
      with("\"optimizer\": {\"epsilon\": 0, \"weightDecay\": -0.1}"),
      "a.json:2:26: optimizer.epsilon: is 0; expected a number of at least 1e-30",
      "a.json:2:44: optimizer.weightDecay: is -0.1; expected a number of at least 0"),
    Mistake(
      with("\"extends\": [\"micro\"]"),
      "a.json:2:12: extends: expected a preset name or a file"),
    Mistake(
      with("\"extends\": \"\""),
      "a.json:2:12: extends: is \"\", which is neither a preset nor a file"),
  ]

  @Test(arguments: limits) func isSaidAtItsPlace(_ mistake: Mistake) {
    #expect(ConfigErrorTests.messages(mistake.json) == mistake.messages)
  }

  /// Looking for near names is slow, and every unknown key asks for one.
  @Test func aHostileFileGetsNoEndlessSuggestions() {
    let keys = (0..<5000).map { "\"seed\($0)\": 1" }.joined(separator: ", ")
    let found = ConfigErrorTests.messages("{\"extends\": \"micro\", \(keys)}")
    #expect(found.count == 5002)
    #expect(found.contains { $0.hasSuffix("seed1: there is no such key; did you mean \"seed\"?") })
    #expect(found.filter { $0.contains("did you mean") }.count <= 100)
  }

  @Test func noTwoBadConfigsAreTheSame() {
    let all =
      (ConfigErrorTests.syntax + ConfigErrorTests.keys + ConfigErrorTests.relations + Self.limits)
      .map(\.json)
    #expect(Set(all).count == all.count && all.count >= 120, "\(all.count)")
  }
}
