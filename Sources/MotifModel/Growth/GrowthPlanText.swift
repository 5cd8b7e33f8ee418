internal import MotifCore
internal import MotifTensor

/// A growth plan in words and numbers.
package struct GrowthPlanText {
  private let plan: GrowthPlan

  package init(_ plan: GrowthPlan) { self.plan = plan }

  /// By what the model grows, and which layers are made up for.
  package var sizes: String {
    let (source, target, factors) = (plan.source, plan.target, plan.factors)
    func grouped(_ count: Int) -> String { NumberText.grouped(count) }
    var lines = [
      "\(grouped(source.parameterCount)) → \(grouped(plan.parameterCount)) parameters",
      "hidden ×\(factors.hidden), feed-forward ×\(factors.feedForward), "
        + "groups ×\(factors.groups), \(source.isDifferential ? "signal" : "query") heads "
        + "×\(factors.signalHeads)",
    ]
    let inserted = plan.depth.insertedLayers
    if !inserted.isEmpty {
      lines.append(
        "layers \(source.layerCount) → \(target.layerCount), new at \(Self.list(inserted))")
    }
    let moved = plan.compensatedLayers
    if !moved.isEmpty {
      lines.append(
        "λ_init moved in layers \(Self.list(moved)): their subln gain and one pair of λ vectors "
          + "make up for it")
    }
    if source.ropeTheta != target.ropeTheta {
      lines.append(
        "rope_theta \(source.ropeTheta) → \(target.ropeTheta): the function is kept under the old "
          + "base and has to be trained to the new one")
    }
    return lines.joined(separator: "\n")
  }

  /// How many tensors of each role follow each rule, in words.
  package var rules: [(role: String, summary: String, count: Int)] {
    plan.rules.map { ($0.role.rawValue, $0.summary, $0.count) }
  }

  /// The sizes, the rule of every kind of tensor, and what is written: as float32, or rather the type
  /// of the source.
  package func whole(isFloat32: Bool) -> String {
    let rows = rules.map { rule in
      "  \(String(rule.count).padded(4))  \(rule.role.padding(18))  \(rule.summary)"
    }
    let bytes = plan.parameterCount * (isFloat32 ? 4 : 2)
    let size = ByteText.short(bytes)
    var lines = [sizes, "tensors"] + rows
    lines.append(
      isFloat32
        ? "on disk \(size) as float32" : "on disk about \(size), were the source bfloat16")
    if let largest = plan.steps.max(by: { $0.target.elementCount < $1.target.elementCount }) {
      let shape = largest.target.shape.map(String.init).joined(separator: "×")
      lines.append(
        "largest tensor \(largest.target.name), \(shape), "
          + ByteText.short(4 * largest.target.elementCount))
    }
    return lines.joined(separator: "\n")
  }

  /// `1, 2, 5–9`.
  private static func list(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
    }.joined(separator: ", ")
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }

  fileprivate func padding(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
