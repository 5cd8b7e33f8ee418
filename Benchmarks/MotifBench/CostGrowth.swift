import Foundation
import MotifKernels
import MotifModel
import MotifTensor

/// How the time of a training step for each token grows with sequence length, width, depth and
/// vocabulary, one at a time from a small base shape, beside how the count of operations grows.
///
/// Every point trains on as many tokens a step, so that what is done once a step weighs the same. All
/// points are measured in turn, round after round: a disturbance that lasts hits all of them.
struct CostGrowth {
  /// What is varied.
  enum Axis: String, CaseIterable {
    case length = "sequence length T"
    case width = "hidden size H"
    case depth = "layers L"
    case vocabulary = "vocabulary V"

    var values: [Int] {
      switch self {
      case .length: [64, 128, 256, 512, 1024, 2048]
      case .width: [128, 256, 384, 512, 640]
      case .depth: [1, 2, 4, 8, 16]
      case .vocabulary: [1024, 2048, 4096, 8192, 16_384]
      }
    }
  }

  /// A shape on an axis and what it cost.
  struct Point {
    let axis: Axis
    let value: Int
    let config: ModelConfig
    let length: Int
    var model = Samples()
    var optimizer = Samples()
  }

  /// Tokens of a step.
  static let tokens = 2048

  /// Measures every point and hands them over, axis by axis.
  func run(rounds: Int) throws(BenchError) -> [Point] {
    var points = Axis.allCases.flatMap { axis in axis.values.map { Self.point(axis, $0) } }
    let problems: [TrainingProblem]
    do {
      problems = try points.map {
        try TrainingProblem($0.config, batch: Self.tokens / $0.length, time: $0.length)
      }
    } catch {
      throw BenchError(description: "a shape of the cost growth is not valid: \(error)")
    }
    for problem in problems { problem.step() }
    for _ in 0..<rounds {
      for index in points.indices {
        let seconds = problems[index].step()
        points[index].model.add(seconds.model)
        points[index].optimizer.add(seconds.optimizer)
      }
    }
    return points
  }

  /// The base shape, H = 256, L = 4, V = 2,048, T = 256, with one of them replaced.
  ///
  /// Heads stay 32 wide: a wider model has more groups of four signal heads and a noise head.
  private static func point(_ axis: Axis, _ value: Int) -> Point {
    let hidden = axis == .width ? value : 256
    let groups = hidden / 128
    let config = ModelConfig(
      hiddenSize: hidden, layerCount: axis == .depth ? value : 4, intermediateSize: 4 * hidden,
      queryHeadCount: 5 * groups, keyValueHeadCount: 2 * groups, noiseHeadCount: groups,
      headDim: 32, ropeTheta: 1e4, maxPositionEmbeddings: 2048,
      vocabSize: axis == .vocabulary ? value : 2048)
    return Point(
      axis: axis, value: value, config: config, length: axis == .length ? value : 256)
  }
}

extension CostGrowth.Point {
  /// Seconds of a step for each token: the model's, the optimizer's, both.
  var seconds: (model: Double, optimizer: Double, step: Double) {
    let tokens = Double(CostGrowth.tokens)
    let (model, optimizer) = (model.median / tokens, optimizer.median / tokens)
    return (model, optimizer, model + optimizer)
  }

  /// Floating-point operations of a step for each token: the model's, the optimizer's, both.
  var operations: (model: Double, optimizer: Double, step: Double) {
    let model = config.trainingFLOPsPerToken(length: length)
    let optimizer = optimizerOperations / Double(CostGrowth.tokens)
    return (model, optimizer, model + optimizer)
  }

  /// Newton–Schulz in dense products, `5·(4M²N + 2M³)` a block matrix, and a dozen operations of Adam
  /// on each of the other numbers.
  private var optimizerOperations: Double {
    config.parameterShapes.reduce(0) { total, parameter in
      let sides = parameter.shape.map(Double.init).sorted()
      guard parameter.role.isHiddenMatrix else { return total + 12 * sides.reduce(1, *) }
      return total + 5 * (4 * sides[0] * sides[0] * sides[1] + 2 * pow(sides[0], 3))
    }
  }
}
