import Testing

@testable import MotifData

/// Presets, groups and what cannot be.
@Suite("Mixture settings") struct MixtureSettingsTests {
  private static let eight = MixturePreset.groups

  private func settings(_ change: (inout MixtureSettings) -> Void) -> MixtureSettings {
    var settings = MixtureSettings()
    change(&settings)
    return settings
  }

  private func knot(_ at: Double, _ weights: [String: Double]) -> MixtureSettings.Knot {
    var knot = MixtureSettings.Knot()
    (knot.at, knot.weights) = (at, weights)
    return knot
  }

  private func group(_ name: String, _ weights: [String: Double]) -> MixtureSettings.Group {
    var group = MixtureSettings.Group()
    (group.name, group.weights) = (name, weights)
    return group
  }

  private func close(_ found: [Double], _ wanted: [Double]) -> Bool {
    found.count == wanted.count && zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test("the preset of 2.6B is the published table") func table() throws {
    let schedule = try settings { $0.preset = .motif2_6B }
      .curriculum(sources: Self.eight, annealStart: 0.75)
    let first = [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]
    let last = [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]
    for u in [0, 0.2, 0.5, 0.9, 1] {
      let wanted = zip(first, last).map { (1 - u) * $0 + u * $1 }
      #expect(close(schedule.shares(at: u), wanted))
    }
  }

  @Test("the recipe of 12.7B scales to any number of tokens", arguments: [1000, 5_500_000_000_000])
  func recipe(tokens: Int) throws {
    let settings = settings { $0.preset = .motif2_12_7B }
    let schedule = try settings.curriculum(sources: Self.eight, annealStart: 0.82)
    func shares(_ part: Double) -> [Double] {
      schedule.shares(tokens: part * Double(tokens), totalTokens: Double(tokens))
    }
    #expect(close(shares(0), [0.68, 0.07, 0.01, 0.06, 0.05, 0.10, 0.02, 0.01]))
    #expect(close(shares(0.82), [0.33, 0.00, 0.30, 0.03, 0.01, 0.18, 0.10, 0.05]))
    // While the rate falls, reasoning rises in a straight line and the others shrink alike.
    #expect(abs(shares(0.91)[7] - 0.0725) < 1e-12 && abs(shares(1)[7] - 0.095) < 1e-12)
    #expect(abs(shares(1)[2] / shares(1)[0] - 0.30 / 0.33) < 1e-12)
    let planned = schedule.expectedTokens(after: tokens, totalTokens: tokens)
    let reasoning = 0.82 * 0.03 + 0.18 * 0.0725
    #expect(abs(planned[7] / Double(tokens) - reasoning) < 1e-9)
  }

  @Test("reasoning is mathematics and code as 2 : 1 where they are sources of their own")
  func parts() throws {
    let sources = Array(Self.eight.dropLast()) + ["reasoning-code", "reasoning-math"]
    let shares = try settings { $0.preset = .motif2_12_7B }
      .curriculum(sources: sources, annealStart: 0.82).shares(at: 1)
    #expect(abs(shares[8] - 2 * shares[7]) < 1e-12 && abs(shares[7] + shares[8] - 0.095) < 1e-12)
  }

  @Test("a group shares its weight out, beside what its sources weigh themselves") func groups()
    throws
  {
    let settings = settings {
      $0.groups = [group("text", ["a": 3, "b": 1]), group("none", [:])]
      $0.knots = [knot(0, ["text": 0.5, "b": 0.25, "c": 0.25]), knot(1, ["c": 1])]
    }
    #expect(settings.problems(sources: ["a", "b", "c"], annealStart: 0.8).isEmpty)
    let schedule = try settings.curriculum(sources: ["a", "b", "c"], annealStart: 0.8)
    #expect(close(schedule.shares(at: 0), [0.375, 0.375, 0.25]))
    #expect(close(schedule.shares(at: 0.5), [0.1875, 0.1875, 0.625]))
  }

  @Test("a group without weights leaves a part of a preset out") func leftOut() throws {
    let settings = settings {
      $0.preset = .motif2_6B
      $0.groups = ["korean", "multilingual", "specialised", "academic"].map { group($0, [:]) }
    }
    let sources = ["web", "code", "math", "reasoning"]
    #expect(settings.problems(sources: sources, annealStart: 0.8).isEmpty)
    let shares = try settings.curriculum(sources: sources, annealStart: 0.8).shares(at: 0)
    #expect(close(shares, [0.68, 0.1, 0.02, 0.01].map { $0 / 0.81 }))
  }

  @Test("the group called reasoning is held wherever knots ask for more") func held() throws {
    let settings = settings {
      $0.groups = [group("reasoning", ["m": 2, "c": 1])]
      $0.knots = [knot(0, ["web": 1]), knot(1, ["web": 1, "reasoning": 9])]
    }
    #expect(settings.problems(sources: ["web", "m", "c"], annealStart: 0.8).isEmpty)
    let shares = try settings.curriculum(sources: ["web", "m", "c"], annealStart: 0.8).shares(at: 1)
    #expect(close(shares, [0.905, 0.095 * 2 / 3, 0.095 / 3]))
    let free = self.settings {
      $0.knots = [knot(0, ["web": 1, "reasoning": 9])]
      $0.reasoning = ""
    }
    let asked = try free.curriculum(sources: ["web", "reasoning"], annealStart: 0.8).shares(at: 0)
    #expect(close(asked, [0.1, 0.9]))
  }

  @Test("what a run asks of reasoning beyond a tenth is found at its knot")
  func askingTooMuch() throws {
    func problems(
      _ knots: [MixtureSettings.Knot], cap: Double = 0, sources: [String] = ["web", "reasoning"]
    ) -> [String] {
      settings {
        $0.knots = knots
        $0.reasoningCap = cap
      }.problems(sources: sources, annealStart: 0.8).map { "\($0.key) \($0.reason)" }
    }
    func asks(_ share: Double, _ at: Double) -> MixtureSettings.Knot {
      knot(at, ["web": 1 - share, "reasoning": share])
    }
    for knots in [
      [asks(0.1, 0)], [asks(0.3, 0)], [asks(0, 0), asks(0.3, 1)], [asks(0, 0), asks(0.21, 1)],
      // Below a tenth of the whole run, but not of the tokens drawn by then.
      [asks(0.12, 0), asks(0, 1)], [asks(0, 0), asks(0.5, 0.3), asks(0, 0.4)],
    ] {
      let found = problems(knots)
      #expect(found.count == 1 && found.first?.contains("stay below a tenth") == true, "\(knots)")
      #expect(problems(knots, cap: 0.095).isEmpty)
    }
    for knots in [
      [asks(0.09, 0)], [asks(0, 0), asks(0.19, 1)], [asks(0, 0), asks(0, 0.8), asks(0.9, 1)],
      [asks(0, 0), asks(0.15, 0.3), asks(0, 0.4)],
    ] { #expect(problems(knots).isEmpty, "\(knots)") }
    #expect(
      problems([asks(0, 0), asks(0.3, 1)])[0].hasPrefix("knots.1.weights lets reasoning come"))
    #expect(
      problems([asks(0, 0), asks(1, 1)], cap: 0.095)[0].hasPrefix("knots.1.weights weigh reas"))
    #expect(
      problems([], sources: ["reasoning"])[0].hasPrefix("reasoning is \"reasoning\", which all"))
    #expect(
      problems([], sources: ["reasoning", "web"])[0].hasPrefix("reasoningCap lets reasoning"))
  }

  /// R(t)/t on a fine grid is never above the closed form, and comes near to it.
  @Test("the largest share so far is that of a fine grid") func largestShare() throws {
    for index in 0..<200 {
      let mixture = RandomMixture(index, hasGroup: true, share: 0)
      guard mixture.axis == .progress else { continue }
      let schedule = try mixture.schedule()
      let wanted =
        (1...2000).map { place -> Double in
          let tokens = schedule.curve.integrals(from: 0, to: Double(place) / 2000)
          return schedule.members.reduce(0) { $0 + tokens[$1] } * 2000 / Double(place)
        }.max() ?? 0
      let found = schedule.largestReasoningShare
      #expect(found > wanted - 1e-12 && found < wanted + 0.02, "schedule \(index)")
    }
  }

  @Test("other mistakes are named") func mistakes() {
    func problem(
      _ sources: [String] = ["a", "b"], _ change: (inout MixtureSettings) -> Void
    ) -> String {
      settings(change).problems(sources: sources, annealStart: 0.8)
        .map { "\($0.key) \($0.reason)" }.joined(separator: "; ")
    }
    let cases: [(String, String)] = [
      (problem { $0.groups = [group("", ["a": 1])] }, "groups.0.name is missing"),
      (
        problem { $0.groups = [group("g", ["a": 1]), group("g", ["b": 1])] },
        "groups.1.name is \"g\", which an earlier group"
      ),
      (problem { $0.groups = [group("a", ["b": 1])] }, "groups.0.name is \"a\", which a source"),
      (problem { $0.groups = [group("g", ["a": 0])] }, "groups.0.weights are all zero"),
      (
        problem { $0.groups = [group("g", ["a": 1e308, "b": 1e308])] },
        "groups.0.weights sum to more"
      ),
      (
        problem { $0.preset = .motif2_6B },
        "preset is \"motif-2.6b\", but no source or group is called web, multilingual"
      ),
      (
        problem(Self.eight) {
          $0.preset = .motif2_6B
          $0.knots = [knot(0, ["web": 1])]
        }, "knots are set beside"
      ),
      (
        problem { settings in
          settings.preset = .motif2_12_7B
          settings.groups = Self.eight.map { group($0, [:]) }
        }, "preset is \"motif-2-12.7b\", but all of its groups are left out"
      ),
      (problem { $0.knots = [knot(0, [:])] }, "knots.0.weights are all zero"),
      (
        problem { $0.knots = [knot(0.5, ["a": 1]), knot(0.5, ["b": 1])] },
        "knots.1.at is 0.5, but must lie after 0.5"
      ),
      (problem(Self.eight) { $0.preset = .motif2_12_7B }, ""),
    ]
    for (found, wanted) in cases {
      #expect(wanted.isEmpty ? found.isEmpty : found.hasPrefix(wanted), "\(found) – \(wanted)")
    }
  }
}
