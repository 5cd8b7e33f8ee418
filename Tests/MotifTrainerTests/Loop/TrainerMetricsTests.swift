import Foundation
import MotifModel
import MotifReport
import MotifTensor
import MotifTrainer
import Testing

@Suite struct TrainerMetricsTests {
  /// One third each at the start; every step moves them.
  @Test func theWeightsOfPolyNormAreLogged() throws {
    let training = try TinyTraining()
    try training.run("a")
    for name in ["polyNormCubic", "polyNormSquare", "polyNormLinear"] {
      let lists = try training.records("a").map { try #require($0[name]) }
      let numbers = lists.compactMap { if case .list(let list) = $0 { list.first } else { nil } }
      #expect(numbers.count == 12 && Set(numbers).count == 12)
      #expect(numbers.allSatisfy { abs($0 - 1.0 / 3) < 12 * 0.011 }, "\(name): \(numbers)")
    }
    let last = training.model.parameters["model.layers.0.mlp.act_fn.weight"]?.value.values.last
    let linear = try training.records("a").last?["polyNormLinear"]
    #expect(linear == .list([Double(try #require(last))]))
  }
}
