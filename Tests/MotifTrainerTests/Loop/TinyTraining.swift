import Foundation
import MotifCore
import MotifData
import MotifModel
import MotifOptimizer
import MotifReport
import MotifTensor
import MotifTestSupport
import MotifTrainer
import Synchronization

/// A small training run in a temporary folder, put together by hand so that a test reaches inside.
final class TinyTraining {
  let place: String
  var options = TrainerOptions()
  /// How many steps of 64 tokens are taken.
  var steps = 12
  /// Rows of a batch over the tokens trained on.
  var rows = [TrainingSchedule.Knot(at: 0, 4)]
  /// Tokens of a row.
  var lengths = [TrainingSchedule.Knot(at: 0, 16)]
  /// The base of the rotary angles; none keeps the model's.
  var rotaryBases: [TrainingSchedule.Knot<Double>] = []
  /// Whether documents are held out.
  var isValidated = true
  /// Which checkpoints are kept.
  var retention = CheckpointStore.Retention(last: 20)
  /// Ends the run after the step that it is in.
  let stop = Stop()
  /// Asks the system for the thread that saves.
  var startThread: SystemThread.Start = SystemThread.start
  /// Sees the gradients of every attempted step, counted from 1.
  var inspect: (_ attempt: Int, inout Gradients) -> Void = { _, _ in }
  /// Hears what is shown, as it is shown.
  var hear: (String) -> Void = { _ in }
  /// What was shown.
  private(set) var messages = ""
  private(set) var model: CausalLanguageModel
  private(set) var optimizer: Optimizer
  /// The loop of the latest run.
  private(set) weak var trainer: Trainer?
  private let tokenizer: ByteLevelBPE
  private let corpus: TokenizedCorpus
  private var attempts = 0

  init() throws {
    // Tests hand closures over that hold this value: then its end comes with the process.
    place = TemporaryRoot.path + "/training-\(UUID().uuidString)"
    let domain = try SyntheticDomains.named("arithmetic")
    let documents = (0..<60).map {
      Document(text: domain.document(index: $0, seed: 5).text, domain: "arithmetic")
    }
    var trainer = BPETrainer.Config()
    trainer.vocabularySize = 280
    tokenizer = try BPETrainer.train(trainer, on: documents)
    corpus = try TokenizedCorpus(domain: "arithmetic", documents: documents, tokenizer: tokenizer)
    model = try Self.model(tokenizer)
    optimizer = Optimizer(.adamW, model: model)
    options.microBatchRows = 2
    options.checkpointInterval = 4
  }

  deinit { try? FileManager.default.removeItem(atPath: place) }

  private static func model(_ tokenizer: ByteLevelBPE) throws -> CausalLanguageModel {
    try CausalLanguageModel(
      ModelConfig(
        hiddenSize: 16, layerCount: 1, intermediateSize: 24, queryHeadCount: 3,
        keyValueHeadCount: 2, noiseHeadCount: 1, headDim: 4, ropeTheta: 10_000,
        maxPositionEmbeddings: 64, vocabSize: tokenizer.vocabularySize), seed: 9)
  }

  /// What each step does: rows of 16 tokens at a constant rate, four of them unless a test says
  /// otherwise.
  var schedule: TrainingSchedule {
    TrainingSchedule(
      learningRate: .cosine(.init(peak: 1e-2, warmup: 0, total: 1e6, endRatio: 1)),
      nominalTokens: 64, totalTokens: steps * 64, rows: rows, lengths: lengths,
      rotaryBases: rotaryBases)
  }

  func folder(_ name: String) -> RunFolder {
    RunFolder(path: "\(place)/\(name)", keep: retention)
  }

  /// Trains the run `name` from its newest checkpoint, or from the start.
  @discardableResult
  func run(_ name: String) throws -> Trainer.Outcome {
    let folder = folder(name)
    try FileOperations.system.makeFolder(folder.path)
    model = try Self.model(tokenizer)
    optimizer = Optimizer(.adamW, model: model)
    attempts = 0
    messages = ""
    var stream = BatchStream.Config()
    stream.rows = 4
    stream.length = 16
    stream.totalTokens = steps * 64
    var data = try BatchStream(
      corpora: [corpus], schedule: CurriculumSchedule(.init(), domains: ["arithmetic"]),
      config: stream)
    var state: TrainingState?
    if let checkpoint = try folder.checkpoints.latest().checkpoint {
      state = try checkpoint.restore(model, optimizer)
    }
    if let state { try data.restore(state.data) }
    var step = TrainStep(model: model, optimizer: optimizer)
    step.inspectGradients = { gradients in
      self.attempts += 1
      self.inspect(self.attempts, &gradients)
    }
    let console = RunConsole(
      "training", total: schedule.stepCount, signals: stop.signals,
      output: ProgressOutput(isTerminal: false, now: { 0 }) {
        self.messages += $0
        self.hear($0)
      })
    let trainer = Trainer(
      model: model, optimizer: optimizer, step: step, schedule: schedule, data: data,
      validation: Validation(
        DomainEvaluation(
          corpora: isValidated ? [corpus] : [], tokenizer: tokenizer, rows: 4, length: 16,
          maximumTokens: 200), of: GatheredModel(model), console: console,
        group: TensorGroup()),
      saver: RunSaver(
        folder,
        log: try RunLog(folder: folder.path, resumedStep: state?.step, writesEvents: false),
        model: model, optimizer: optimizer, console: console,
        savesInBackground: options.savesInBackground, startThread: startThread),
      console: console, options: options, state: state)
    self.trainer = trainer
    defer { stop.forget() }
    return try trainer.run()
  }

  /// A signal to this run alone.
  final class Stop: Sendable {
    private let isRequested = Atomic(false)

    func request() { isRequested.store(true, ordering: .relaxed) }
    fileprivate func forget() { isRequested.store(false, ordering: .relaxed) }
    fileprivate var signals: SignalWatcher {
      SignalWatcher(number: { self.isRequested.load(ordering: .relaxed) ? SIGTERM : 0 })
    }
  }

  /// Weights and optimizer state as bits.
  var bits: [[UInt32]] {
    (model.parameters.parameters.map(\.value) + optimizer.state.map(\.tensor))
      .map { $0.values.map(\.bitPattern) }
  }

  /// Makes one number of the first gradient not a number.
  func poison(_ gradients: inout Gradients) {
    let parameter = model.parameters.parameters[0]
    var values = gradients[parameter]?.values ?? []
    values[values.count / 2] = .nan
    gradients.set(Tensor(values, shape: parameter.spec.shape), for: parameter)
  }

  func records(_ name: String) throws -> [MetricsRecord] {
    try MetricsLog.read(folder(name).metricsPath)
  }
}
