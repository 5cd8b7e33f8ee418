/// The table: every config key, how it is changed, and what changes with it.
///
/// `FOLDER` holds the files of ``WiringPlace``, `OUTPUT` the runs.
extension KeyCase {
  static let all: [KeyCase] =
    head + model + initialization + tokenizer + data + training + optimizer + schedule + evaluation
    + generation + checkpoint + safety + logging + parallel + stages + chat + selection + rejection
    + precision

  /// A single source of which nothing is held out: the seed orders it and makes the weights.
  private static let oneText = [
    #"data.sources=[{"name": "t", "kind": "text", "path": "FOLDER/text.txt", "split": {"kind": "lines"}}]"#,
    "data.validationFraction=0",
  ]
  static let head = [
    KeyCase("extends", "extends=micro", changes: .weights("q_proj"), .metric("learningRate")),
    KeyCase("name", "name=other", changes: .folder, keeps: [.weights("model")]),
    KeyCase("seed", given: oneText, "seed=4", changes: .weights("q_proj"), keeps: [.tokenizer]),
    KeyCase(
      "seed", given: oneText + [#"initialization={"kind": "checkpoint", "from": "FOLDER/a"}"#],
      "seed=4", changes: .metric("loss"), keeps: [.tokenizer]),
    KeyCase("seed", "seed=4", changes: .tokenizer, .metric("validationLoss")),
    KeyCase("output", "output=OUTPUT-2", changes: .folder),
    KeyCase("threads", given: ["threads=2"], "threads=3", changes: .threads),
  ]

  static let tokenizer = [
    KeyCase("tokenizer.vocabSize", "tokenizer.vocabSize=275", changes: .tokenizer, .shape),
    KeyCase(
      "tokenizer.path", "tokenizer.path=FOLDER/b/tokenizer.json", changes: .tokenizer,
      .weights("embed_tokens")),
    KeyCase("tokenizer.splitDigits", "tokenizer.splitDigits=false", changes: .tokenizer),
    KeyCase("tokenizer.sampleBytes", "tokenizer.sampleBytes=500", changes: .tokenizer),
    KeyCase(
      "tokenizer.endOfText", given: lines + ["tokenizer.path=FOLDER/tokenizer.json"],
      "tokenizer.endOfText=<|stop|>", changes: .weights("embed_tokens")),
  ]

  static let evaluation = [
    KeyCase(
      "evaluation.interval", "evaluation.interval=1", changes: .metric("validationBitsPerByte"),
      keeps: [.weights("model")]),
    KeyCase("evaluation.maxTokens", "evaluation.maxTokens=16", changes: .metric("validationLoss")),
    KeyCase("evaluation.items", "evaluation.items=2", changes: .exactMatch),
    KeyCase(
      "evaluation.tasks", given: asking, #"evaluation.tasks=["sorting"]"#, changes: .messages),
    KeyCase(
      "evaluation.data", given: asking + [#"evaluation.tasks=["piqa"]"#], "evaluation.data=FOLDER",
      changes: .failure),
    KeyCase("evaluation.limit", given: asking, "evaluation.limit=2", changes: .messages),
  ]

  /// A stage that asks the model of the one before.
  private static let asking = [
    #"stages=[{"name": "x"}, {"kind": "evaluate", "name": "y"}]"#,
    #"evaluation.tasks=["chain"]"#, "evaluation.limit=1",
  ]

  static let generation = [
    KeyCase("generation.tokens", "generation.tokens=6", changes: .samples),
    KeyCase("generation.temperature", "generation.temperature=0", changes: .samples),
    KeyCase("generation.topK", "generation.topK=1", changes: .samples),
    KeyCase("generation.prompts", #"generation.prompts=["Two"]"#, changes: .samples),
  ]

  private static let everyStep = ["checkpoint.interval=1", "checkpoint.keepBest=false"]
  static let checkpoint = [
    KeyCase("checkpoint.interval", "checkpoint.interval=1", changes: .files),
    KeyCase("checkpoint.keepLast", given: everyStep, "checkpoint.keepLast=1", changes: .files),
    KeyCase(
      "checkpoint.keepBest",
      given: [
        "checkpoint.interval=1", "checkpoint.keepLast=1", "evaluation.interval=1",
        "optimizer.kind=adamw", "optimizer.learningRate=5",
      ], "checkpoint.keepBest=false", changes: .files),
    KeyCase(
      "checkpoint.keepEvery", given: everyStep + ["checkpoint.keepLast=1"],
      "checkpoint.keepEvery=2", changes: .files),
    KeyCase(
      "checkpoint.averageEvery", given: everyStep + ["checkpoint.keepLast=9"],
      "checkpoint.averageEvery=2", changes: .weights("model"), keeps: [.files]),
    KeyCase(
      "checkpoint.averageLast",
      given: everyStep + ["checkpoint.keepLast=9", "checkpoint.averageEvery=2"],
      "checkpoint.averageLast=1", changes: .weights("model"), keeps: [.files]),
    KeyCase(
      "checkpoint.background", given: ["checkpoint.interval=1"], "checkpoint.background=true",
      changes: .memory, keeps: [.weights("model"), .files]),
  ]

  static let logging = [
    KeyCase("logging.tensorBoard", "logging.tensorBoard=true", changes: .files),
    KeyCase("logging.report", "logging.report=true", changes: .files),
  ]

  private static let staged = [#"stages=[{"name": "x"}]"#]
  static let stages = [
    KeyCase(
      "stages.N.kind", given: [#"stages=[{"name": "x"}, {"name": "y"}]"#],
      #"stages.1={"kind": "grow", "model": {"hidden_size": 16}}"#, changes: .messages),
    KeyCase("stages.N.name", given: staged, "stages.0.name=z", changes: .folder),
    KeyCase(
      "stages.N.model", given: staged, "stages.0.model.hidden_size=12", changes: .weights("q_proj")),
    KeyCase(
      "stages.N.initialization", given: staged,
      #"stages.0.initialization={"kind": "checkpoint", "from": "FOLDER/b"}"#,
      changes: .weights("q_proj")),
    KeyCase(
      "stages.N.tokenizer", given: staged, "stages.0.tokenizer.splitDigits=false",
      changes: .tokenizer),
    KeyCase(
      "stages.N.data", given: staged, "stages.0.data.validationFraction=0.5",
      changes: .metric("validationLoss")),
    KeyCase(
      "stages.N.training", given: staged, "stages.0.training.steps=4", changes: .metric("tokens")),
    KeyCase(
      "stages.N.optimizer", given: staged, "stages.0.optimizer.learningRate=0.1",
      changes: .metric("learningRate"), .weights("q_proj")),
    KeyCase(
      "stages.N.schedule", given: staged, "stages.0.schedule.endRatio=0.5",
      changes: .metric("learningRate")),
    KeyCase(
      "stages.N.evaluation", given: staged, "stages.0.evaluation.maxTokens=16",
      changes: .metric("validationLoss")),
    KeyCase(
      "stages.N.generation", given: staged, "stages.0.generation.tokens=6", changes: .samples),
    KeyCase(
      "stages.N.checkpoint", given: staged, "stages.0.checkpoint.interval=1", changes: .files),
    KeyCase(
      "stages.N.safety", given: staged + broken, "stages.0.safety.onNonFinite=skip",
      changes: .failure),
    KeyCase(
      "stages.N.precision", given: staged, "stages.0.precision=bf16", changes: .messages),
    KeyCase(
      "stages.N.parallel", given: staged, "stages.0.parallel.ranks=2", changes: .metric("ranks")),
    KeyCase(
      "stages.N.chat", given: staged + ["tokenizer.vocabSize=300"],
      "stages.0.chat.template=chatml", changes: .tokenizer),
    KeyCase("stages.N.logging", given: staged, "stages.0.logging.report=true", changes: .files),
  ]
}
