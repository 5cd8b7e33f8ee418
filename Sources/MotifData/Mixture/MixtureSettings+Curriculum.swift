extension MixtureSettings {
  /// The sources of the group or source called `name` with the part of its weight that each takes; nil
  /// where there is none, empty where it is left out.
  private func parts(of name: String, _ sources: [String]) -> [String: Double]? {
    let group = groups.first { $0.name == name }
    var weights = group?.weights
    if weights == nil, sources.contains(name) { weights = [name: 1] }
    if weights == nil, name == "reasoning" {
      weights = MixturePreset.reasoningParts.filter { sources.contains($0.key) }
      if weights?.isEmpty == true { weights = nil }
    }
    guard let weights else { return nil }
    let sum = weights.values.reduce(0, +)
    return sum > 0 ? weights.mapValues { $0 / sum } : [:]
  }

  /// The knots in force, over sources alone.
  ///
  /// - Parameter annealStart: where the learning rate begins to fall, 0 to 1.
  func expandedKnots(
    _ sources: [String], annealStart: Double
  ) -> [CurriculumSchedule.Knot] {
    let own = knots.map { CurriculumSchedule.Knot(at: $0.at, weights: $0.weights) }
    return (preset == .none ? own : preset.knots(annealStart: annealStart)).map { knot in
      var weights: [String: Double] = [:]
      for (name, weight) in knot.weights.sorted(by: { $0.key < $1.key }) {
        for (source, part) in parts(of: name, sources) ?? [name: 1] {
          weights[source, default: 0] += weight * part
        }
      }
      return .init(at: knot.at, weights: weights)
    }
  }

  /// What holds the reasoning group; nil where nothing has its name.
  func cap(_ sources: [String]) -> ReasoningCap? {
    guard let parts = parts(of: reasoning, sources), !parts.isEmpty else { return nil }
    return ReasoningCap(domains: Set(parts.filter { $0.value > 0 }.keys), share: reasoningCap)
  }

  /// The shares of `sources` over a run whose learning rate begins to fall at `annealStart`, 0 to 1.
  ///
  /// Throws a sentence where ``problems(sources:annealStart:)`` has one.
  package func curriculum(
    sources: [String], annealStart: Double
  ) throws(DataError) -> CurriculumSchedule {
    try CurriculumSchedule(
      .init(
        axis: .progress, knots: expandedKnots(sources, annealStart: annealStart),
        reasoning: cap(sources)), domains: sources)
  }

  /// The names that a knot may weigh.
  package func names(sources: [String]) -> [String] { sources + groups.map(\.name) }

  /// What is wrong with the settings for a run over `sources`, a key and a reason each; names that are
  /// not known are left to the reader of the file.
  package func problems(
    sources: [String], annealStart: Double
  ) -> [(key: String, reason: String)] {
    let known = Set(sources)
    guard groups.allSatisfy({ known.isSuperset(of: $0.weights.keys) }) else { return [] }
    let found = knotProblems + groupProblems(sources) + presetProblems(sources)
    return found.isEmpty ? reasoningProblems(sources, annealStart) : found
  }

  private var knotProblems: [(key: String, reason: String)] {
    var found: [(key: String, reason: String)] = []
    var before = -1.0
    for (index, knot) in knots.enumerated() {
      if knot.at <= before {
        found.append(
          ("knots.\(index).at", "is \(knot.at), but must lie after \(before) of the knot before"))
      }
      before = knot.at
      if !knot.weights.values.contains(where: { $0 > 0 }) {
        found.append(
          ("knots.\(index).weights", "are all zero; give at least one domain a weight"))
      } else if !knot.weights.values.reduce(0, +).isFinite {
        found.append(
          (
            "knots.\(index).weights",
            "sum to more than a number can hold; only their ratios matter"
          ))
      }
    }
    return found
  }

  private func groupProblems(_ sources: [String]) -> [(key: String, reason: String)] {
    var seen: Set<String> = []
    return groups.enumerated().flatMap { index, group -> [(key: String, reason: String)] in
      let (name, sum) = ("groups.\(index).name", group.weights.values.reduce(0, +))
      let isAnothers = sources.contains(group.name) && group.weights[group.name] == nil
      return [
        (name, "is missing or empty", group.name.isEmpty),
        (
          name, "is \"\(group.name)\", which an earlier group is called already",
          !group.name.isEmpty && !seen.insert(group.name).inserted
        ),
        (
          name, "is \"\(group.name)\", which a source outside the group is called",
          isAnothers && !group.weights.isEmpty
        ),
        (
          "groups.\(index).weights", "are all zero; give at least one source a weight",
          !group.weights.isEmpty && sum == 0
        ),
        (
          "groups.\(index).weights",
          "sum to more than a number can hold; only their ratios matter", !sum.isFinite
        ),
      ].filter(\.2).map { ($0.0, $0.1) }
    }
  }

  private func presetProblems(_ sources: [String]) -> [(key: String, reason: String)] {
    guard preset != .none else { return [] }
    guard knots.isEmpty else {
      return [("knots", "are set beside mixture.preset; keep one of them")]
    }
    let missing = MixturePreset.groups.filter { parts(of: $0, sources) == nil }
    guard missing.isEmpty else {
      return [
        (
          "preset",
          "is \"\(preset.rawValue)\", but no source or group is called "
            + missing.joined(separator: ", ")
            + "; add them, or a group without weights for what is to be left out"
        )
      ]
    }
    return MixturePreset.groups.allSatisfy { parts(of: $0, sources)?.isEmpty == true }
      ? [("preset", "is \"\(preset.rawValue)\", but all of its groups are left out")] : []
  }
}
