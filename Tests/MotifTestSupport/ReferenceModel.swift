internal import MotifKernels
public import MotifModel

/// The whole model in Double, composed from the reference kernels: the yardstick for the golden files.
///
/// Every part returns its result and a pullback: a function that turns the gradient of the result
/// into that of the input and adds those of the weights to ``gradients``. Nothing here is fast, and
/// nothing is shared with the tensors that training uses.
public final class ReferenceModel {
  /// Turns the gradient of a result into that of its input.
  public typealias Pullback = ([Double]) -> [Double]

  /// Which positions are in a batch, and which documents they belong to.
  public struct Batch: Sendable {
    /// The number of sequences.
    public let count: Int
    /// The tokens of each.
    public let time: Int
    /// One position a token.
    public let positions: [Int32]
    /// One document a token, 0 for padding; nil for one document a sequence.
    public let segments: [Int32]?

    /// The number of tokens.
    public var rows: Int { count * time }

    /// Consecutive positions unless `positions` gives others.
    public init(count: Int, time: Int, positions: [Int]? = nil, segments: [Int]? = nil) {
      self.count = count
      self.time = time
      self.positions = (positions ?? (0..<count * time).map { $0 % time }).map(Int32.init)
      self.segments = segments?.map(Int32.init)
    }
  }

  /// What a forward pass gives.
  public struct Output {
    /// `[rows, hidden]`, after the final norm.
    public let hidden: [Double]
    /// `[rows, vocabulary]`.
    public let logits: [Double]
    /// By layer: the largest scaled score of every query head.
    public let maxLogits: [[Double]]
    /// Adds the gradients of all weights, given that of the logits.
    public let backward: (_ dlogits: [Double]) -> Void
  }

  /// The shape of the model.
  public let config: ModelConfig
  /// All weights by checkpoint name.
  public var weights: [String: [Double]]
  /// The gradients so far, by checkpoint name.
  public internal(set) var gradients: [String: [Double]] = [:]

  /// A model of the given weights, under their checkpoint names.
  public init(_ config: ModelConfig, weights: [String: [Double]]) {
    self.config = config
    self.weights = weights
  }

  /// Forgets all gradients.
  public func clearGradients() { gradients = [:] }

  /// Logits of `ids`, row by row.
  public func forward(_ ids: [Int], _ batch: Batch) -> Output {
    let table = "model.embed_tokens.weight"
    let ids = ids.map(Int32.init)
    let width = config.hiddenSize
    var hidden = [Double](repeating: .nan, count: batch.rows * width)
    Reference.gather(
      table: weight(table), ids: ids, rows: batch.rows, columns: width, y: &hidden)
    var pullbacks: [Pullback] = []
    var maxLogits: [[Double]] = []
    for layer in 0..<config.layerCount {
      let block = block(layer, hidden, batch)
      hidden = block.y
      maxLogits.append(block.maxLogits)
      pullbacks.append(block.pullback)
    }
    let norm = rmsNorm("model.norm.weight", hidden, epsilon: config.rmsNormEpsilon)
    let head = linear(
      config.tieWordEmbeddings ? table : "lm_head.weight", norm.y, rows: batch.rows)
    return Output(hidden: norm.y, logits: head.y, maxLogits: maxLogits) { dlogits in
      var gradient = norm.pullback(head.pullback(dlogits))
      for pullback in pullbacks.reversed() { gradient = pullback(gradient) }
      var dtable = [Double](repeating: 0, count: self.weight(table).count)
      Reference.scatterAdd(
        dy: gradient, ids: ids, rows: batch.rows, columns: width, dtable: &dtable)
      self.add(dtable, to: table)
    }
  }

  /// The mean cross-entropy over `labels` ≥ 0 (what each row must predict), and its gradient.
  public func loss(_ logits: [Double], labels: [Int]) -> (value: Double, dlogits: [Double]) {
    let valid = Double(labels.filter { $0 >= 0 }.count)
    var gradient = logits
    var losses = [Double](repeating: .nan, count: labels.count)
    Reference.crossEntropy(
      logits: &gradient, labels: labels.map(Int32.init), rows: labels.count,
      columns: config.vocabSize, scale: 1 / valid, zLoss: 0, writeGradient: true,
      losses: &losses)
    return (losses.reduce(0, +) / valid, gradient)
  }

  /// A weight by name; a missing one is a mistake of the test.
  func weight(_ name: String) -> [Double] {
    guard let values = weights[name] else { preconditionFailure("no weight \(name)") }
    return values
  }

  func add(_ gradient: [Double], to name: String) {
    gradients[name] = gradients[name].map { zip($0, gradient).map { $0 + $1 } } ?? gradient
  }
}
