import Foundation
internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifOptimizer
internal import MotifTensor

/// The rules that tie several keys of a config together.
///
/// A rule is silent when one of its keys failed before.
struct ConfigRules {
  let config: TrainConfig
  /// The completed config, for the places of its values.
  let tree: JSONNode
  var checker: ConfigChecker

  /// Checks `config` of a stage of kind `kind`, decoded from `tree`; issues are added to the checker's.
  init(
    config: TrainConfig, tree: JSONNode, checker: ConfigChecker,
    kind: StageSettings.Kind = .pretrain
  ) {
    self.config = config
    self.tree = tree
    self.checker = checker
    checkName()
    checkModel()
    checkInitialization()
    if kind == .evaluate { checkTasks() }
    // A stage that grows or asks reads no documents and takes no step.
    guard kind.isTraining else { return }
    checkTokenizer()
    checkLength()
    checkBatch()
    checkRamp()
    checkOrthogonalization()
    checkSchedule()
    checkSafety()
    checkAveraging()
    checkParallel()
    checkGeneration()
    checkSources()
    checkConversations(kind)
    checkMixture()
  }

  /// A stage that asks has something to ask, and weights to ask.
  private mutating func checkTasks() {
    require(
      !config.evaluation.tasks.isEmpty, "evaluation.tasks",
      message: "is empty; name the tasks that the stage asks, such as \"zebra\"")
    require(
      !config.initialization.from.isEmpty, "initialization.from",
      message: "is empty; an evaluate stage that comes first asks the weights of a folder")
  }

  /// Adds an issue at `path` when `holds` is false and none of the keys involved failed before.
  mutating func require(
    _ holds: Bool, _ path: String, with others: String..., message: String, suggestion: String = ""
  ) {
    guard !holds, ([path] + others).allSatisfy(checker.isSound) else { return }
    checker.report(ConfigIssue(origin(of: path), key: path, message, suggestion: suggestion))
  }

  /// The place of `path`, or of the nearest section around it that somebody wrote.
  private func origin(of path: String) -> ValueOrigin {
    nodes(to: path).map(\.origin).last {
      switch $0 {
      case .file, .commandLine: true
      case .standard, .preset: false
      }
    } ?? tree.origin
  }

  /// Whether somebody wrote a value at `path`.
  private func isSet(_ path: String) -> Bool {
    nodes(to: path).last.map { $0.origin != .standard } ?? false
  }

  /// The values on the way to `path`, as far as there are any.
  func nodes(to path: String) -> [JSONNode] {
    var node: JSONNode? = tree
    var found: [JSONNode] = []
    for key in path.split(separator: ".").map(String.init) {
      if let index = Int(key), let elements = node?.elements, elements.indices.contains(index) {
        node = elements[index]
      } else {
        node = node?[key]
      }
      guard let node else { return found }
      found.append(node)
    }
    return found
  }

  private mutating func checkName() {
    require(
      PathText.canNameFolder(config.name), "name",
      message: "is \(JSONNode.quoted(config.name)); it names a folder, so it cannot hold / or NUL "
        + "or be . or ..")
    let output = config.output
    require(
      !output.isEmpty && !output.utf8.contains(0), "output",
      message: output.isEmpty
        ? "is empty; \".\" is the working folder" : "holds NUL, which the name of a folder cannot")
  }

  private mutating func checkModel() {
    guard checker.isSound("model") else { return }
    do {
      try config.model.config.validate()
    } catch {
      for problem in error.problems {
        require(false, "model.\(problem.key)", message: problem.reason)
      }
    }
  }

  private mutating func checkInitialization() {
    let settings = config.initialization
    require(
      settings.kind == .random || !settings.from.isEmpty, "initialization.from",
      with: "initialization.kind",
      message:
        "is missing; a start of kind \"\(settings.kind.rawValue)\" needs the folder of a run "
        + "or model")
  }

  /// A tokenizer that is trained here has one added token; what a given one has, its file says.
  private mutating func checkTokenizer() {
    let (given, trained) = (config.tokenizer.endOfText, BPETrainer.Config().specialTokens)
    require(
      given.isEmpty || trained.contains(given) || !config.tokenizer.path.isEmpty
        || config.initialization.kind != .random,
      "tokenizer.endOfText", with: "tokenizer.path", "initialization.kind",
      message: "is \(JSONNode.quoted(given)), but a tokenizer that is trained ends documents with "
        + trained.map(JSONNode.quoted).joined(separator: " or ")
        + "; give the path of one that has the token, or leave it out")
  }

  private mutating func checkLength() {
    let training = config.training
    require(
      training.steps == 0 || training.tokens == 0, "training.tokens", with: "training.steps",
      message: "is set beside training.steps; keep one of them")
    require(
      training.steps > 0 || training.tokens > 0, "training", message: "needs steps or tokens")
    let limit = config.model.config.maxPositionEmbeddings
    require(
      training.sequenceLength <= limit, "training.sequenceLength",
      with: "model.max_position_embeddings",
      message: "is \(training.sequenceLength), but the model's max_position_embeddings is \(limit)")
  }

  private mutating func checkBatch() {
    let training = config.training
    let (batch, tokens) = (training.batchSize, training.batchTokens)
    require(
      batch == 0 || tokens == 0, "training.batchTokens", with: "training.batchSize",
      message: "is set beside training.batchSize; keep one of them")
    require(batch > 0 || tokens > 0, "training", message: "needs batchSize or batchTokens")
    guard checker.isSound("training.sequenceLength"), batch == 0 || tokens == 0 else { return }
    require(
      tokens % training.sequenceLength == 0, "training.batchTokens",
      message: "is \(tokens), not a multiple of the sequence length \(training.sequenceLength)")
    let sequences = training.sequencesPerStep
    let micro = training.microBatchSize
    require(
      sequences == 0 || micro == 0 || sequences % micro == 0, "training.microBatchSize",
      with: "training.batchSize", "training.batchTokens",
      message: "is \(micro), but must divide the batch of \(sequences) sequences")
    // Far below Int.max: a number of tokens near it would be above it once rounded to Double.
    let (total, overflows) = training.steps.multipliedReportingOverflow(by: training.tokensPerStep)
    require(
      !overflows && total <= 1 << 60, "training.steps", with: "training.batchSize",
      "training.batchTokens",
      message: "is \(training.steps); that many steps have more tokens than can be counted")
  }

  private mutating func checkOrthogonalization() {
    let (optimizer, key) = (config.optimizer, "optimizer.newtonSchulz")
    let problem = Orthogonalization.problem(
      optimizer.newtonSchulz, steps: optimizer.newtonSchulzSteps,
      lowerBound: optimizer.newtonSchulzLowerBound)
    require(
      problem == nil, key, with: key + "Steps", key + "LowerBound",
      message: "is \"\(optimizer.newtonSchulz.rawValue)\"; \(problem ?? "")")
    require(
      optimizer.neuronNormalization
        || optimizer.neuronBeta2 == OptimizerSettings.publishedNeuronBeta2,
      "optimizer.neuronBeta2", with: "optimizer.neuronNormalization",
      message: "is \(optimizer.neuronBeta2), but without neuronNormalization rows have no moments; "
        + "set optimizer.neuronNormalization to true or leave it out")
  }

  private mutating func checkSchedule() {
    let schedule = config.schedule
    guard schedule.kind == .wsd else { return }
    let (warmup, decay) = (schedule.warmupFraction, schedule.decayFraction)
    let pointsAtDecay = isSet("schedule.decayFraction")
    require(
      warmup + decay <= 1 + 1e-12,
      pointsAtDecay ? "schedule.decayFraction" : "schedule.warmupFraction",
      with: "schedule.decayFraction", "schedule.warmupFraction",
      message: pointsAtDecay
        ? "is \(decay), which with warmupFraction \(warmup) is more than the whole training"
        : "is \(warmup), which with decayFraction \(decay) is more than the whole training")
    require(
      schedule.endRatio > 0 || ![.exp, .invsqrt].contains(schedule.shape), "schedule.endRatio",
      with: "schedule.shape",
      message: "is 0, which the shape \"\(schedule.shape.rawValue)\" never reaches; "
        + "give a small number or take the shape \"linear\"")
  }

  /// A rollback needs a checkpoint before the end; trained weights are saved as step 0.
  private mutating func checkSafety() {
    guard let key = config.safety.rollbackKey else { return }
    require(
      config.checkpoint.interval > 0 || config.initialization.kind != .random, "safety.\(key)",
      with: "checkpoint.interval",
      message:
        "is \"rollback\", but checkpoint.interval 0 leaves no checkpoint to go back to; give "
        + "an interval, or take \"skip\"")
  }

  private mutating func checkAveraging() {
    let (period, interval) = (config.checkpoint.averageEvery, config.checkpoint.interval)
    require(
      period == 0 || interval > 0 && period % interval == 0, "checkpoint.averageEvery",
      with: "checkpoint.interval",
      message: "is \(period), but must be a multiple of checkpoint.interval, which is \(interval): "
        + "the mean is one of checkpoints")
  }

  private mutating func checkParallel() {
    let settings = config.parallel
    let (ranks, shards) = (settings.ranks, settings.dpShard)
    let fixed = settings.dpReplicate * settings.tp
    let expected = shards == 0 ? "a multiple of \(fixed)" : "\(fixed * shards)"
    require(
      ranks == 0 || ranks % fixed == 0 && (shards == 0 || fixed * shards == ranks),
      "parallel.ranks", with: "parallel.dpReplicate", "parallel.dpShard", "parallel.tp",
      message: "is \(ranks), but dpReplicate \(settings.dpReplicate) × dpShard "
        + "\(shards == 0 ? "(what is left)" : "\(shards)") × tp \(settings.tp) "
        + "do not make so many; give \(expected), or leave one of them out")
    do {
      try TensorParallelShare.check(config.model.config, degree: settings.tp)
    } catch {
      require(false, "parallel.tp", with: "model", message: "is \(settings.tp): \(error)")
    }
    require(
      settings.muon != .base || !settings.cutsMatrices(), "parallel.muon",
      with: "parallel.dpShard", "parallel.tp",
      message: "is \"base\", which needs whole matrices on every rank, but the ranks hold slices; "
        + "take distributed, parallel or parallelPipelined")
  }

  private mutating func checkGeneration() {
    for (index, prompt) in config.generation.prompts.enumerated() {
      require(
        !prompt.isEmpty, "generation.prompts.\(index)", with: "generation.prompts",
        message: "is empty; a prompt needs at least one character")
    }
  }

  private mutating func checkSources() {
    require(!config.data.sources.isEmpty, "data.sources", message: "needs at least one source")
    require(
      config.data.cache != .always || !config.data.curation.isActive, "data.cache",
      with: "data.curation",
      message: "is \"always\", but data.curation compares documents in memory; take auto or never")
    var seen: Set<String> = []
    for (index, source) in config.data.sources.enumerated() {
      let path = "data.sources.\(index)"
      require(!source.name.isEmpty, "\(path).name", message: "is missing or empty")
      require(
        source.name.isEmpty || seen.insert(source.name).inserted, "\(path).name",
        message: "is \"\(source.name)\", which an earlier source is called already")
      require(
        source.kind.isGenerated || !source.path.isEmpty, "\(path).path", with: "\(path).kind",
        message: "is missing; a source of kind \"\(source.kind.rawValue)\" needs the "
          + (source.kind == .tokens ? "folder" : "file"))
      if source.kind == .jsonLines { checkTemplate(source, path) }
      require(
        source.split.kind != .separator || !source.split.separator.isEmpty,
        "\(path).split.separator", message: "is empty; give the text between documents")
    }
  }

  private mutating func checkTemplate(_ source: SourceSettings, _ path: String) {
    let key = path + (source.field.isEmpty ? ".template" : ".field")
    require(
      source.field.isEmpty || source.template == SourceSettings().template, key,
      message: "is set beside template; keep one of them")
    require(source.templateProblem == nil, key, message: source.templateProblem ?? "")
  }
}
