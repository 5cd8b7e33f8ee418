/// A published curriculum over eight groups of data: `web`, `multilingual`, `korean`, `academic`,
/// `specialised`, `code`, `math` and `reasoning`.
public enum MixturePreset: String, Codable, Sendable, CaseIterable {
  /// The knots of the config.
  case none
  /// The first stage of Motif-2.6B: from mostly web to Korean, code and mathematics, in a straight line.
  case motif2_6B = "motif-2.6b"
  /// Motif-2-12.7B: the same line, which ends where the learning rate begins to fall; from there on
  /// reasoning rises to its cap. Its own ratios were not published.
  case motif2_12_7B = "motif-2-12.7b"

  /// The groups, in the order of the published table.
  package static let groups = [
    "web", "multilingual", "korean", "academic", "specialised", "code", "math", "reasoning",
  ]
  /// What reasoning is made of where its parts are sources of their own: mathematics twice as much as
  /// code.
  package static let reasoningParts = ["reasoning-math": 2.0, "reasoning-code": 1.0]

  private static let initial = [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]
  private static let final = [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]

  /// The knots over a run whose learning rate begins to fall at `annealStart`, 0 to 1.
  package func knots(annealStart: Double) -> [CurriculumSchedule.Knot] {
    func knot(_ at: Double, _ weights: [Double]) -> CurriculumSchedule.Knot {
      .init(at: at, weights: Dictionary(uniqueKeysWithValues: zip(Self.groups, weights)))
    }
    let start = knot(0, Self.initial)
    switch self {
    case .none: return []
    case .motif2_6B: return [start, knot(1, Self.final)]
    case .motif2_12_7B:
      guard 0 < annealStart, annealStart < 1 else { return [start, knot(1, Self.final)] }
      let reasoning = ReasoningCap(domains: []).share
      let others = Self.final.dropLast().map { $0 * (1 - reasoning) / (1 - Self.final[7]) }
      return [start, knot(annealStart, Self.final), knot(1, others + [reasoning])]
    }
  }
}
