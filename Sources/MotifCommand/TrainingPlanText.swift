internal import MotifCore
internal import MotifData
internal import MotifModel
internal import MotifReport
internal import MotifTrainer

/// A training plan as tables for a terminal.
struct TrainingPlanText {
  let plan: TrainingPlan

  /// All tables.
  var text: String {
    [heading, memoryText, tokenText, diskText, timeText].joined(separator: "\n\n")
  }

  private var heading: String {
    let compute = plan.compute
    var table = TextTable(numbers: 1, notes: 1)
    table.add(
      "parameters", Self.count(compute.parameters),
      "\(Self.count(compute.embeddingParameters)) embedding, "
        + "\(Self.count(compute.nonEmbeddingParameters)) other")
    table.add(
      "compute", Self.short(compute.totalFLOPs) + " FLOP",
      "\(Self.short(compute.flopsPerToken)) FLOP a token forward and backward, "
        + "attention \(Self.short(compute.attentionFLOPs)) FLOP of it")
    if let (precision, means) = plan.precision.productText {
      table.add(
        "products", precision,
        "\(Self.short(compute.productFLOPs)) FLOP a token with weights, \(means)")
    }
    table.add("steps", NumberText.grouped(plan.steps), batchText)
    table.add(
      "tokens", Self.count(plan.totalTokens),
      NumberText.grouped(plan.tokensPerStep)
        + (plan.largestStep > plan.tokensPerStep
          ? " to \(NumberText.grouped(plan.largestStep))" : "") + " a step")
    return "Plan of \(plan.name)\n" + table.text()
  }

  private var batchText: String {
    "\(plan.sequencesPerStep) sequences of \(NumberText.grouped(plan.sequenceLength)) tokens"
      + (plan.longestSequence > plan.sequenceLength
        ? " first, later of up to \(NumberText.grouped(plan.longestSequence))" : "")
      + (plan.microBatchRows < plan.sequencesPerStep ? ", \(plan.microBatchRows) at once" : "")
  }

  private var memoryText: String {
    let memory = plan.memory
    var table = TextTable(numbers: 1, notes: 1)
    table.add("program", Self.bytes(memory.program))
    table.add("data", Self.bytes(memory.data), "text, tokens, tokenizer")
    table.add("weights", Self.bytes(memory.weights))
    table.add("gradients", Self.bytes(memory.gradients))
    table.add("optimizer", Self.bytes(memory.optimizerState), "moments and momenta")
    table.add(
      "activations", Self.bytes(memory.activations),
      "kept for the backward pass of \(plan.microBatchRows) sequences" + checkpointingText)
    table.add(
      "buffers", Self.bytes(memory.buffers), "gradients of activations, logits, packed operands")
    if memory.snapshot > 0 {
      table.add(
        "snapshot", Self.bytes(memory.snapshot), "copies, while a save in the background goes on")
    }
    table.add(
      "reuse", Self.bytes(memory.reuse),
      memory.reuse > 0
        ? "freed, of a size that nothing asks for again"
        : "memory that goes from one use to the next")
    table.add("peak", Self.bytes(memory.peak), "of \(Self.bytes(memory.available)) available")
    return "Memory\n" + table.text() + verdict
  }

  /// What a start would say.
  private var verdict: String {
    let memory = plan.memory
    guard memory.fits else {
      return "\n  This is more than this machine has" + remedy + " Such a run does not start."
    }
    return memory.peak > memory.available
      ? "\n  The copies of a save in the background are more than this machine has left; "
        + "checkpoint.background false does without." : ""
  }

  private var checkpointingText: String {
    switch plan.activationCheckpointing {
    case .none: ""
    case .selective: ", cheap results made again"
    case .full: ", blocks run again"
    }
  }

  private var remedy: String {
    plan.activationCheckpointing == .full
      ? "." : "; training.activationCheckpointing \"full\" keeps fewer activations."
  }

  private var tokenText: String {
    let tokens = plan.tokens
    let showsStages = tokens.stages.count > 1
    var table = TextTable(numbers: 3 + (showsStages ? tokens.stages.count : 0))
    table.add(
      ["source"]
        + (showsStages ? tokens.stages.map { "steps \($0.firstStep)–\($0.lastStep)" } : [])
        + ["drawn", "available", "epochs"])
    for source in tokens.sources {
      table.add(
        [source.name] + (showsStages ? source.stageTokens.map(Self.count) : [])
          + [
            Self.count(source.tokens), Self.count(source.available),
            NumberText.fixed(source.epochs, 2),
          ])
    }
    return "Tokens\n" + table.text()
  }

  private var diskText: String {
    let disk = plan.disk
    var table = TextTable(numbers: 1, notes: 1)
    table.add("checkpoint", Self.bytes(disk.checkpoint), "\(disk.checkpoints) at once")
    table.add("other files", Self.bytes(disk.runFiles), "tokenizer, metrics, config")
    table.add(
      "total", Self.bytes(disk.total), disk.free > 0 ? "of \(Self.bytes(disk.free)) free" : "")
    return "Disk\n" + table.text()
      + (disk.free > 0 && disk.total > disk.free ? "\n  This is more than the disk has." : "")
  }

  private var timeText: String {
    let time = plan.time
    guard time.skipped.isEmpty else { return "Time\n  not measured: \(time.skipped)" }
    var table = TextTable(numbers: 1, notes: 1)
    let rate = Double(plan.tokensPerStep) / max(time.stepSeconds, 1e-9)
    table.add("preparation", ProgressLine.exact(time.preparationSeconds), "reading and tokenizing")
    table.add("step", ProgressLine.exact(time.stepSeconds), "\(Self.short(rate)) tokens a second")
    table.add(
      "evaluation", ProgressLine.exact(time.evaluationSeconds), "\(time.evaluations) in all")
    table.add(
      "total", ProgressLine.duration(time.totalSeconds),
      "from a few steps on this machine")
    return "Time\n" + table.text()
  }

  /// `1.64M`.
  private static func count(_ value: Int) -> String {
    value < 10_000 ? NumberText.grouped(value) : short(Double(value))
  }

  private static func short(_ value: Double) -> String { NumberText.short(value, digits: 3) }

  /// `178 MB`.
  private static func bytes(_ value: Int) -> String {
    (value < 0 ? "−" : "") + ByteText.short(abs(value))
  }
}
