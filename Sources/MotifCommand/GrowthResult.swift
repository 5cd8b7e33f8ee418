internal import MotifCore
internal import MotifModel
internal import MotifTrainer

/// What came of a growth, or would: the object of `--json`, and its text.
package struct GrowthResult: Encodable, Sendable, Equatable {
  /// By what a model grows.
  package struct Factors: Encodable, Sendable, Equatable {
    package let hidden: Int
    package let feedForward: Int
    package let groups: Int
    package let signalHeads: Int
  }

  /// How tensors of one role are made.
  package struct Rule: Encodable, Sendable, Equatable {
    package let role: String
    package let tensors: Int
    package let rule: String
  }

  /// The comparison of logits.
  package struct Logits: Encodable, Sendable, Equatable {
    package let largest: Double
    package let difference: Double
    package let relativeDifference: Double
    package let bound: Double
    package let positions: Int
    /// Positions at which both models find the same token likeliest.
    package let agreements: Int
  }

  /// The folder that was written; nil for a plan.
  package private(set) var folder: String?
  package let sourceParameters: Int
  package let parameters: Int
  package let factors: Factors
  package let layers: Int
  package let insertedLayers: [Int]
  package let compensatedLayers: [Int]
  /// How the tensors are made; of a plan alone.
  package private(set) var rules: [Rule]?
  /// The weight files; nil for a plan.
  package private(set) var files: Int?
  /// The bytes of all weight files; of a plan, about.
  package private(set) var bytes: Int
  /// Nil for a plan, and where both models do not fit into the memory that was allowed.
  package private(set) var logits: Logits?
  /// What to know before the model is trained on, in one sentence.
  package private(set) var warning: String?
  /// The text for a terminal.
  package let text: String

  private enum CodingKeys: CodingKey {
    case folder, sourceParameters, parameters, factors, layers, insertedLayers, compensatedLayers
    case rules, files, bytes, logits, warning
  }

  private init(_ plan: GrowthPlan, bytes: Int, text: String) {
    sourceParameters = plan.source.parameterCount
    parameters = plan.parameterCount
    factors = Factors(
      hidden: plan.factors.hidden, feedForward: plan.factors.feedForward,
      groups: plan.factors.groups, signalHeads: plan.factors.signalHeads)
    layers = plan.target.layerCount
    insertedLayers = plan.depth.insertedLayers
    compensatedLayers = plan.compensatedLayers
    self.bytes = bytes
    self.text = text
  }

  /// What a growth by `plan` would make.
  init(planned plan: GrowthPlan, storage: CheckpointGrowth.Settings.Storage) {
    let isFloat32 = storage == .float32
    self.init(
      plan, bytes: plan.parameterCount * (isFloat32 ? 4 : 2),
      text: GrowthPlanText(plan).whole(isFloat32: isFloat32))
    rules = GrowthPlanText(plan).rules.map {
      Rule(role: $0.role, tensors: $0.count, rule: $0.summary)
    }
  }

  /// What `growth` wrote into `folder`, as `report` says; `warning` is told with it.
  init(
    _ growth: CheckpointGrowth, _ report: CheckpointGrowth.Report, folder: String,
    bound: Double, checkMemory: Int, warning: RateWarning?
  ) {
    let logits = report.check.map { check in
      Logits(
        largest: check.largestLogit, difference: check.difference,
        relativeDifference: check.relativeDifference, bound: bound, positions: check.positions,
        agreements: check.agreements)
    }
    let files = report.fileCount == 1 ? "1 file" : "\(report.fileCount) files"
    let lines = [
      GrowthPlanText(growth.plan).sizes,
      logits?.text
        ?? "the logits were not compared: both models together take more than the "
        + "\(ByteText.short(checkMemory)) allowed for it (--check-memory)",
      "\(folder): \(files), \(ByteText.short(report.byteCount))",
      "Train on: \"initialization\": {\"kind\": \"checkpoint\", \"from\": \"\(folder)\"}",
    ]
    self.init(
      growth.plan, bytes: report.byteCount,
      text: (lines + (warning.map { ["\($0)"] } ?? [])).joined(separator: "\n"))
    self.folder = folder
    self.files = report.fileCount
    self.logits = logits
    self.warning = warning?.description
  }
}

extension GrowthResult.Logits {
  fileprivate var text: String {
    "largest logit \(NumberText.short(largest)) before; after growth logits differ by at most "
      + "\(NumberText.short(difference)), \(NumberText.short(relativeDifference)) of it (bound "
      + "\(NumberText.short(bound))); the same likeliest token at \(agreements) of \(positions) "
      + "positions"
  }
}
