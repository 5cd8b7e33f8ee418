internal import MotifCore

/// The families of tasks by their names.
public enum TaskGenerators {
  /// One of each.
  public static var all: [any TaskGenerator] { families }

  /// The families by name with their domains and levels.
  package static var listing: [(name: String, domain: TaskDomain, levels: ClosedRange<Int>)] {
    families.map { ($0.name, $0.domain, $0.levels) }
  }

  /// The families with what the corpus needs to know of them.
  static let families: [any TaskFamily] = [
    AgreementFamily(), VoiceFamily(), InstructionFamily(), LookupFamily(), ReadingFamily(),
    NumberWordsFamily(), TranslationFamily(), KoreanNumbersFamily(), KoreanParticlesFamily(),
    PhysicsFamily(), MoleculeFamily(), TraceFamily(), SynthesisFamily(), SortingFamily(),
    SubsequenceFamily(), KnapsackFamily(), EditDistanceFamily(), BracketFamily(),
    RewritingFamily(), RegexFamily(), ChainFamily(), FractionFamily(), BaseConversionFamily(),
    LinearSystemFamily(), ModularFamily(), PolynomialFamily(), RateFamily(), SequenceFamily(),
    CalendarFamily(), TruthTableFamily(), SatisfiabilityFamily(), SyllogismFamily(), ZebraFamily(),
    SetOperationFamily(), ShortestPathFamily(), ConnectivityFamily(), CompositionFamily(),
  ]

  /// The family `name`, or a composition such as `modular(chain)`, which asks for a remainder of what a
  /// chain gives; up to four families may follow one another.
  ///
  /// Throws a sentence that names a family that was perhaps meant, or lists those that can be.
  public static func named(_ name: String) throws(DataError) -> any TaskGenerator {
    try family(name, depth: 1)
  }

  private static func family(
    _ name: some StringProtocol, depth: Int
  ) throws(DataError) -> any TaskFamily {
    guard let open = name.firstIndex(of: "("), name.hasSuffix(")") else {
      guard let family = families.first(where: { $0.name == name }) else {
        throw unknown(name, among: families.map(\.name))
      }
      return family
    }
    let outer = name[..<open]
    guard let family = CompositionFamily.outer.first(where: { $0.name == outer }) else {
      throw unknown(outer, among: CompositionFamily.outer.map(\.name), before: "(")
    }
    guard depth < 4 else { throw .invalid("more than four families follow one another in \(name)") }
    let inner = try Self.family(name[name.index(after: open)...].dropLast(), depth: depth + 1)
    guard inner.form == .number else {
      throw .invalid("the answers of \(inner.name) are no numbers, from which \(outer) could start")
    }
    return Composition(outer: family, inner: inner)
  }

  private static func unknown(
    _ name: some StringProtocol, among known: [String], before sign: String = ""
  ) -> DataError {
    let nearest = NearestName.find(String(name), in: known)
    let place = sign.isEmpty ? "" : " that can stand before \(sign)"
    let remedy =
      nearest.isEmpty
      ? "there are: \(known.joined(separator: ", "))" : "did you mean \(nearest)?"
    return .invalid(
      "there is no family of tasks \(VisibleText.of(String(name)))\(place); \(remedy)")
  }
}
