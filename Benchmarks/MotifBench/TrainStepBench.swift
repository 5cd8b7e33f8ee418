import Foundation
import MotifKernels
import MotifModel
import MotifTensor
import MotifTrainer

/// A whole training step of a preset with MuonClip on 4 × 256 tokens: forward, loss, backward, norm,
/// update.
///
/// Counted is the arithmetic of the model alone, as a plan counts it; the optimizer and what the
/// gradient computes again are overhead. In bfloat16 all products but those of attention are taken in
/// it, Newton–Schulz too; the peer then runs under autocast, and its Newton–Schulz in bfloat16.
struct TrainStepBench: BenchGroup {
  let name = "train-step"
  private let batch = 4
  private let time = 256

  func cases() -> [BenchCase] {
    [ProductPrecision.float32, .bfloat16].flatMap { precision in
      ["nano", "micro", "mini"].compactMap { step($0, precision) }
    }
  }

  private func step(_ preset: String, _ precision: ProductPrecision) -> BenchCase? {
    guard let config = ModelPresets.named(preset) else { return nil }
    let observer = StepObserver()
    var result = BenchCase(
      name: precision == .float32 ? preset : "\(preset)-\(precision.rawValue)",
      work: .arithmetic(Double(batch * time) * config.trainingFLOPsPerToken(length: time)),
      peer: PeerRequest(operation: "train_step", arguments: arguments(config, precision))
    ) {
      guard
        let training = try? TrainingProblem(
          config, batch: batch, time: time, precision: precision)
      else {
        preconditionFailure("the preset \(preset) is not valid")
      }
      for _ in 0..<3 { training.step() }
      return { observer.observe { training.step() } }
    }
    result.comparesMemory = true
    result.note = { [batch, time] in observer.summary(tokens: batch * time) }
    return result
  }

  private func arguments(_ config: ModelConfig, _ precision: ProductPrecision) -> [String: Int] {
    [
      "vocab": config.vocabSize, "hidden": config.hiddenSize, "layers": config.layerCount,
      "intermediate": config.intermediateSize, "groups": config.groupCount,
      "signal_heads": config.signalHeadsPerGroup, "dim": config.headDim, "batch": batch,
      "time": time, "bits": precision == .float32 ? 32 : 16,
    ]
  }
}

/// Time of every step and what the operating system counted meanwhile.
private final class StepObserver {
  private var seconds = Samples()
  private var faults = 0
  private var count = 0

  func observe(_ step: () -> Void) {
    let before = Self.usage().ru_minflt
    seconds.add(Stopwatch.seconds(calls: 1, step))
    faults += Self.usage().ru_minflt - before
    count += 1
  }

  func summary(tokens: Int) -> String {
    String(
      format: "%.0f tokens/s, %.1f page faults a step, peak resident %d MiB",
      Double(tokens) / seconds.median, Double(faults) / Double(max(1, count)),
      Self.usage().ru_maxrss / 1024)
  }

  private static func usage() -> rusage {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
  }
}
