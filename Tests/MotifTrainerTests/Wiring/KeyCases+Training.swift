/// Length, size, update rule, rates, and what happens when numbers are not sane.
extension KeyCase {
  private static let batches = [
    "training.tokens=320", #"training.ramp.batch=[{"at": 0.5, "tokens": 64}]"#,
  ]
  private static let lengths = [
    "training.tokens=256", "training.batchSize=4",
    #"training.ramp.sequence=[{"at": 0.5, "length": 32}]"#,
  ]
  static let training = [
    KeyCase("training.steps", "training.steps=4", changes: .metric("tokens")),
    KeyCase("training.tokens", "training.tokens=128", changes: .metric("tokens")),
    KeyCase("training.batchSize", "training.batchSize=3", changes: .metric("tokens")),
    KeyCase("training.batchTokens", "training.batchTokens=48", changes: .metric("tokens")),
    KeyCase(
      "training.microBatchSize", "training.microBatchSize=1", changes: .memory, .weights("q_proj"),
      keeps: [.metric("tokens")]),
    KeyCase("training.sequenceLength", "training.sequenceLength=8", changes: .metric("tokens")),
    KeyCase(
      "training.ramp.preset", given: ["training.tokens=1280", "training.batchSize=4"],
      "training.ramp.preset=motif-2-12.7b", changes: .metric("tokens")),
    KeyCase(
      "training.ramp.batch.N.at", given: batches, "training.ramp.batch.0.at=0.2",
      changes: .metric("tokens")),
    KeyCase(
      "training.ramp.batch.N.tokens", given: batches, "training.ramp.batch.0.tokens=96",
      changes: .metric("tokens")),
    KeyCase(
      "training.ramp.sequence.N.at", given: lengths, "training.ramp.sequence.0.at=0.25",
      changes: .metric("loss"), keeps: [.metric("tokens")]),
    KeyCase(
      "training.ramp.sequence.N.length", given: lengths, "training.ramp.sequence.0.length=64",
      changes: .metric("loss"), keeps: [.metric("tokens")]),
    KeyCase(
      "training.ramp.sequence.N.ropeTheta", given: lengths,
      "training.ramp.sequence.0.ropeTheta=10", changes: .metric("loss"), .weights("q_proj")),
    KeyCase(
      "training.gradientClip", "training.gradientClip=0.01", changes: .metric("gradientScale"),
      .weights("embed_tokens")),
    KeyCase("training.zLoss", "training.zLoss=0.5", changes: .metric("loss")),
    KeyCase(
      "training.activationCheckpointing", "training.activationCheckpointing=full",
      changes: .memory, keeps: [.weights("model")]),
  ]

  private static let once = ["training.steps=1"]
  private static let twice = ["training.steps=2"]
  private static let clipped = once + ["optimizer.qkClip.threshold=0.001"]
  static let optimizer = [
    KeyCase(
      "optimizer.kind", given: once, "optimizer.kind=adamw", changes: .weights("q_proj"),
      keeps: [.weights("embed_tokens")]),
    KeyCase(
      "optimizer.kind", given: once, "optimizer.kind=muon", changes: .metric("clippedHeads"),
      keeps: [.weights("model")]),
    KeyCase(
      "optimizer.learningRate", given: once, "optimizer.learningRate=0.1",
      changes: .metric("learningRate"), .weights("q_proj"), .weights("embed_tokens")),
    KeyCase(
      "optimizer.weightDecay", given: once, "optimizer.weightDecay=0.9",
      changes: .weights("q_proj"), .weights("embed_tokens"), keeps: [.weights("layernorm")]),
    adamW("beta1", "0.5"),
    adamW("beta2", "0.5"),
    adamW("epsilon", "0.01"),
    muon("momentum", "0.5", given: twice),
    muon("nesterov", "false", given: twice),
    muon("newtonSchulz", "jordan", given: once),
    muon("newtonSchulzSteps", "4", given: once),
    muon("newtonSchulzLowerBound", "0.1", given: once + ["optimizer.newtonSchulz=polarExpress"]),
    muon("newtonSchulzPreconditioned", "true", given: once),
    muon("neuronNormalization", "true", given: once),
    muon("neuronBeta2", "0.5", given: twice + ["optimizer.neuronNormalization=true"]),
    muon("updateScale", "spectral", given: once),
    KeyCase(
      "optimizer.qkClip.mode", given: clipped, "optimizer.qkClip.mode=qOnly",
      changes: .weights("k_proj"), keeps: [.weights("v_proj")]),
    KeyCase(
      "optimizer.qkClip.threshold", given: clipped, "optimizer.qkClip.threshold=0.002",
      changes: .metric("smallestClipFactor"), .weights("q_proj")),
    KeyCase(
      "optimizer.qkClip.interval", given: clipped, "optimizer.qkClip.interval=2",
      changes: .metric("clippedHeads"), .weights("q_proj")),
  ]

  /// A number of AdamW, which updates the embedding.
  private static func adamW(_ key: String, _ value: String) -> KeyCase {
    KeyCase(
      "optimizer." + key, given: twice, "optimizer.\(key)=\(value)",
      changes: .weights("embed_tokens"))
  }

  /// A number of Muon, which updates the matrices of blocks.
  private static func muon(_ key: String, _ value: String, given: [String]) -> KeyCase {
    KeyCase(
      "optimizer." + key, given: given, "optimizer.\(key)=\(value)", changes: .weights("q_proj"))
  }

  private static let rate = Trait.metric("learningRate")
  static let schedule = [
    KeyCase("schedule.kind", "schedule.kind=cosine", changes: rate),
    KeyCase("schedule.warmupFraction", "schedule.warmupFraction=0.8", changes: rate),
    KeyCase("schedule.decayFraction", "schedule.decayFraction=0.5", changes: rate),
    KeyCase(
      "schedule.shape", given: ["schedule.decayFraction=0.9"], "schedule.shape=linear",
      changes: rate),
    KeyCase("schedule.endRatio", "schedule.endRatio=0.5", changes: rate),
    KeyCase(
      "schedule.scaleWithBatch", given: batches, "schedule.scaleWithBatch=true", changes: rate,
      keeps: [.metric("tokens")]),
  ]

  /// The first step makes weights of which no number comes out.
  static let broken = [
    "optimizer.kind=adamw", "optimizer.learningRate=1e30", "evaluation.interval=0",
  ]
  private static let goesBack =
    broken + ["safety.onNonFinite=rollback", "safety.budget=2", "checkpoint.interval=1"]
  private static let spiky = [
    "optimizer.kind=adamw", "optimizer.learningRate=0.5", "training.steps=6",
    "safety.spikeWindow=2", "safety.spikeSigma=1e-6",
  ]
  static let safety = [
    KeyCase(
      "safety.onNonFinite", given: broken, "safety.onNonFinite=skip", changes: .failure, .messages),
    KeyCase("safety.onSpike", given: spiky, "safety.onSpike=stop", changes: .failure),
    KeyCase(
      "safety.spikeSigma", given: spiky, "safety.spikeSigma=0", changes: .metric("spikeLimit")),
    KeyCase(
      "safety.spikeWindow", given: spiky, "safety.spikeWindow=3", changes: .metric("spikeLimit")),
    KeyCase(
      "safety.budget", given: broken + ["safety.onNonFinite=skip", "safety.budget=2"],
      "safety.budget=3", changes: .failure),
    KeyCase("safety.rollbackSteps", given: goesBack, "safety.rollbackSteps=1", changes: .failure),
    KeyCase(
      "safety.rollbackRateFactor", given: goesBack, "safety.rollbackRateFactor=0.25",
      changes: .messages, keeps: [.failure]),
  ]
}
