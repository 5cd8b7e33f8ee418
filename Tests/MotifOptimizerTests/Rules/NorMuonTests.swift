import MotifKernels
import MotifTensor
import MotifTestSupport
import Testing

@testable import MotifOptimizer

/// Muon whose rows are evened out, against the formulas in Double.
@Suite("NorMuon") struct NorMuonTests {
  private static let rate = 0.02

  /// NorMuon in Double, from the formulas of arXiv 2510.05491 and Dion's norm.
  private struct Exact {
    let rows: Int
    let columns: Int
    let beta2: Double
    var weights: [Double]
    var momentum: [Double]
    var second: [Double]

    init(_ rows: Int, _ columns: Int, beta2: Double, weights: [Float]) {
      (self.rows, self.columns, self.beta2) = (rows, columns, beta2)
      self.weights = weights.map(Double.init)
      momentum = weights.map { _ in 0 }
      second = [Double](repeating: 0, count: rows)
    }

    mutating func step(_ gradient: [Float]) {
      for index in momentum.indices {
        momentum[index] = 0.95 * momentum[index] + Double(gradient[index])
      }
      var update = zip(gradient, momentum).map { Double($0) + 0.95 * $1 }
      Reference.newtonSchulz(&update, rows: rows, columns: columns)
      let before = update.reduce(0) { $0 + $1 * $1 }
      for row in 0..<rows {
        let range = row * columns..<(row + 1) * columns
        let mean = update[range].reduce(0) { $0 + $1 * $1 } / Double(columns)
        second[row] = beta2 * second[row] + (1 - beta2) * mean
        for index in range { update[index] /= second[row].squareRoot() + 1e-8 }
      }
      let after = update.reduce(0) { $0 + $1 * $1 }
      let factor = after > 0 ? (before / after).squareRoot() : 0
      let scale = 0.2 * Double(max(rows, columns)).squareRoot()
      for index in weights.indices {
        weights[index] -= rate * (0.1 * weights[index] + scale * factor * update[index])
      }
    }
  }

  private static func rule(
    _ rows: Int, _ columns: Int, beta2: Double?
  ) -> (Muon, Parameter) {
    var options = Muon.Options()
    options.neuronBeta2 = beta2
    let spec = ParameterSpec(name: "w", shape: [rows, columns], role: .upProjection)
    let weights = randomNumbers(rows * columns, "weights", scale: 0.1)
    return (Muon(options, for: spec), Parameter(spec, value: Tensor(weights, shape: spec.shape)))
  }

  /// Gradients whose rows differ by such factors, by default up to thirty thousand times.
  private static func gradient(
    _ rows: Int, _ columns: Int, _ step: Int, factors: [Float] = [1, 0.001, 30, 0.2]
  ) -> [Float] {
    let numbers = randomNumbers(rows * columns, "gradient \(step)")
    return numbers.indices.map { index in
      numbers[index] * factors[(index / columns + step) % factors.count]
    }
  }

  @Test(
    "follows the formulas in Double",
    arguments: [
      (1, 1), (1, 9), (9, 1), (5, 7), (7, 5), (8, 8), (16, 33), (33, 16), (12, 100), (100, 12),
      (31, 31), (48, 160),
    ], [0, 0.5, 0.95])
  func equalsDouble(shape: (Int, Int), beta2: Double) throws {
    let (rows, columns) = shape
    var (rule, parameter) = Self.rule(rows, columns, beta2: beta2)
    var exact = Exact(rows, columns, beta2: beta2, weights: parameter.value.values)
    for step in 1...4 {
      let gradient = Self.gradient(rows, columns, step)
      exact.step(gradient)
      rule.update(
        parameter, gradient: Tensor(gradient, shape: [rows, columns]),
        StepContext(learningRate: Self.rate, step: step))
    }
    let weights = Comparison("weights", parameter.value.values, exact.weights, relative: 1e-4)
    #expect(weights.matches, "\(weights)")
    let state = try #require(rule.state["second"])
    #expect(state.shape == [rows])
    let second = Comparison("moments", state.values, exact.second, relative: 1e-4)
    #expect(second.matches, "\(second)")
  }

  /// What a step without decay takes from the weights, over its rate.
  private static func direction(beta2: Double?, rows: Int, columns: Int) -> [Double] {
    var options = Muon.Options()
    (options.neuronBeta2, options.weightDecay, options.updateScale) = (beta2, 0, .none)
    let spec = ParameterSpec(name: "w", shape: [rows, columns], role: .upProjection)
    let parameter = Parameter(spec, value: Tensor(repeating: 0, shape: spec.shape))
    var rule = Muon(options, for: spec)
    // No row is so small that the 1e-8 beside its root matters.
    let gradient = gradient(rows, columns, 1, factors: [1, 0.2, 3])
    rule.update(
      parameter, gradient: Tensor(gradient, shape: spec.shape),
      StepContext(learningRate: 1, step: 1))
    return parameter.value.values.map { -Double($0) }
  }

  @Test("keeps the norm of the update, and gives all rows the same size in the first step")
  func evensRowsOut() {
    let (rows, columns) = (40, 24)
    let plain = Self.direction(beta2: nil, rows: rows, columns: columns)
    let even = Self.direction(beta2: 0.95, rows: rows, columns: columns)
    func squares(_ values: [Double]) -> [Double] {
      (0..<rows).map { row in
        values[row * columns..<(row + 1) * columns].reduce(0) { $0 + $1 * $1 }
      }
    }
    let (before, after) = (squares(plain), squares(even))
    let (all, same) = (before.reduce(0, +), after.reduce(0, +))
    #expect(abs(all - same) < 1e-5 * all)
    #expect((before.max() ?? 0) > 1.2 * (before.min() ?? 0))
    for row in after { #expect(abs(row - same / Double(rows)) < 1e-4 * row) }
  }

  @Test("a gradient of zeros leaves weights and moments finite and in place")
  func zeros() throws {
    var (rule, parameter) = Self.rule(6, 4, beta2: 0.95)
    let before = parameter.value.values
    rule.update(
      parameter, gradient: Tensor(repeating: 0, shape: [6, 4]),
      StepContext(learningRate: Self.rate, step: 1))
    #expect(try #require(rule.state["second"]).values == [Float](repeating: 0, count: 6))
    let decayed = before.map { Double($0) * (1 - Self.rate * 0.1) }
    let comparison = Comparison("weights", parameter.value.values, decayed, relative: 1e-6)
    #expect(comparison.matches, "\(comparison)")
  }

  @Test("has the same bits at any number of threads") func threads() {
    let found = withThreadCounts([1, 2, 3, 7]) { _ in
      var (rule, parameter) = Self.rule(300, 129, beta2: 0.9)
      for step in 1...2 {
        rule.update(
          parameter, gradient: Tensor(Self.gradient(300, 129, step), shape: [300, 129]),
          StepContext(learningRate: Self.rate, step: step))
      }
      return parameter.value.values.map(\.bitPattern)
    }
    for bits in found { #expect(bits == found[0]) }
  }

  @Test("without it there is no second state") func off() {
    let (rule, _) = Self.rule(6, 4, beta2: nil)
    #expect(rule.state.keys.sorted() == ["momentum"])
  }
}
