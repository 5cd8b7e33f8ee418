internal import MotifCore

extension MixtureSettings {
  /// What asks for more reasoning than a run may have: a group without others beside it, or, where the cap
  /// at each moment is off, one that would reach the cumulative limit.
  func reasoningProblems(
    _ sources: [String], _ annealStart: Double
  ) -> [(key: String, reason: String)] {
    guard let cap = cap(sources) else { return [] }
    let shares = expandedKnots(sources, annealStart: annealStart).map { knot in
      knot.weights.reduce(0) { $0 + (cap.domains.contains($1.key) ? $1.value : 0) }
        / knot.weights.values.reduce(0, +)
    }
    if shares.isEmpty, cap.domains.isSuperset(of: sources) {
      return [
        ("reasoning", "is \"\(reasoning)\", which all sources belong to, but it" + Self.held)
      ]
    }
    let others = expandedKnots(sources, annealStart: annealStart).map { knot in
      knot.weights.contains { $0.value > 0 && !cap.domains.contains($0.key) }
    }
    if let alone = others.firstIndex(of: false) {
      return [(key(ofKnot: alone), "weigh \(reasoning) alone, but it" + Self.held)]
    }
    guard reasoningCap == 0,
      let schedule = try? curriculum(sources: sources, annealStart: annealStart),
      schedule.largestReasoningShare >= ReasoningCap.cumulativeLimit
    else { return [] }
    let percent = (schedule.largestReasoningShare * 1000).rounded() / 10
    let largest = shares.indices.max { shares[$0] < shares[$1] }
    return [
      (
        largest.map(key(ofKnot:)) ?? "reasoningCap",
        "lets \(reasoning) come to \(percent) % of all tokens drawn so far, but it" + Self.held
      )
    ]
  }

  /// The end of a sentence about the group.
  private static let held =
    " must stay below a tenth of all tokens; give others more weight, set "
    + "data.mixture.reasoningCap above 0, or data.mixture.reasoning to a name that no source has"

  private func key(ofKnot index: Int) -> String {
    preset == .none ? "knots.\(index).weights" : "preset"
  }
}

extension CurriculumSchedule {
  /// What is said of a reasoning group whose weights ask for more than its cap; nil where none do.
  package var capNotice: String? {
    let asked = weights.map { weights in members.reduce(0) { $0 + weights[$1] } }.max() ?? 0
    guard cap > 0, asked > cap else { return nil }
    return "the share of \(members.map { domains[$0] }.joined(separator: " and ")) is held at "
      + "\(NumberText.fixed(cap * 100, 1)) % of the tokens, where its weights ask for up to "
      + "\(NumberText.fixed(asked * 100, 1)) % (data.mixture.reasoningCap)"
  }

  /// The largest share of all tokens drawn so far that the reasoning group is planned to have at any
  /// moment of a run.
  ///
  /// With R the integral of its share, R(t)/t is largest where t begins or ends, at a knot, or where a
  /// parabola α + βt + γt² between two knots has R/t stationary: t² = α/γ.
  package var largestReasoningShare: Double {
    func planned(_ place: Double) -> Double {
      let integrals = curve.integrals(from: 0, to: place)
      return members.reduce(0) { $0 + integrals[$1] }
    }
    func share(_ place: Double) -> Double {
      let shares = shares(at: place)
      return members.reduce(0) { $0 + shares[$1] }
    }
    let places = [0] + points.filter { 0 < $0 && $0 < 1 } + [1]
    var largest = share(0)
    for (start, end) in zip(places, places.dropFirst()) {
      let slope = (share(end) - share(start)) / (end - start)
      let constant = planned(start) - share(start) * start + slope * start * start / 2
      let stationary = slope == 0 ? 0 : (max(0, 2 * constant / slope)).squareRoot()
      for place in [end, stationary] where start < place && place <= end {
        largest = max(largest, planned(place) / place)
      }
    }
    return largest
  }
}
