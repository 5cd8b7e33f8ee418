import MotifModel
import MotifOptimizer
import MotifTensor
import MotifTrainer

/// A model, MuonClip and one batch, the same every step.
final class TrainingProblem {
  private var model: CausalLanguageModel
  private let optimizer: Optimizer
  private let ids: TokenTensor
  private let labels: TokenTensor
  private let segments: TokenTensor

  /// Products, those of the orthogonalisation too, are taken in `precision`.
  init(
    _ config: ModelConfig, batch: Int, time: Int, precision: ProductPrecision = .float32
  ) throws {
    model = try CausalLanguageModel(config, seed: 1)
    model.precision = precision
    var muon = Muon.Options()
    muon.orthogonalization = Orthogonalization(precision: precision)
    optimizer = Optimizer(.muonClip(muon, QKClip(), interval: 1), model: model)
    let shape: Shape = [batch, time]
    ids = TokenTensor((0..<batch * time).map { $0 * 7919 % config.vocabSize }, shape: shape)
    labels = TokenTensor(
      (0..<batch * time).map { ($0 + 1) * 7919 % config.vocabSize }, shape: shape)
    segments = TokenTensor([Int32](repeating: 1, count: batch * time), shape: shape)
  }

  /// Forward, loss, backward, norm and update; returns the seconds of the model and of the optimizer.
  @discardableResult
  func step() -> (model: Double, optimizer: Double) {
    let start = Stopwatch.now()
    let output = model(ids, segments: segments)
    var gradients = model.loss(output, labels: labels, normalizer: Double(labels.count)).backward()
    let middle = Stopwatch.now()
    let norm = optimizer.gradientNorm(gradients)
    do {
      _ = try optimizer.step(
        &gradients, learningRate: 1e-4, gradientNorm: norm, gradientClip: 1,
        maxLogits: output.maxLogits)
    } catch {
      preconditionFailure("\(error)")
    }
    return (middle - start, Stopwatch.now() - middle)
  }
}
