internal import MotifCore

/// The sources of synthetic documents.
public enum SyntheticDomains {
  /// The embedded generators, in the order of a quickstart.
  public static let all: [any SyntheticDomain] = [
    StoriesDomain(), QuestionsDomain(), ArithmeticDomain(), ProgramsDomain(), KoreanDomain(),
  ]

  /// The eight domains of abilities, each with all of its families and the embedded domain that belongs
  /// to it.
  static let abilities: [any SyntheticDomain] = TaskDomain.allCases.map { domain in
    let embedded: [any SyntheticDomain] =
      switch domain {
      case .english: [StoriesDomain()]
      case .questionAnswering: [QuestionsDomain()]
      case .koreanLanguage: [KoreanDomain()]
      case .code: [ProgramsDomain()]
      case .mathematics: [ArithmeticDomain()]
      case .multilingual, .science, .reasoning: []
      }
    return DomainDocuments(domain, embedded: embedded)
  }

  /// Every domain that a source may name: the embedded ones, those of abilities, and one of each family
  /// of ``TaskGenerators``.
  package static let sources: [any SyntheticDomain] =
    all + abilities + TaskGenerators.families.map { GeneratorDocuments(family: $0) }

  /// The embedded domains with held-out tasks.
  public static var evaluated: [any EvaluatedDomain] {
    all.compactMap { $0 as? any EvaluatedDomain }
  }

  /// The domain `name`; throws a sentence that lists the names there are.
  public static func named(_ name: String) throws(DataError) -> any SyntheticDomain {
    guard let domain = sources.first(where: { $0.name == name }) else {
      let known = sources.map(\.name).joined(separator: ", ")
      throw .invalid("there is no synthetic domain \(name); there are: \(known)")
    }
    return domain
  }

  /// Mean information of `count` documents of `domain` over their bytes, in bits a byte; of those alone
  /// whose information is known.
  public static func entropyBitsPerByte(
    _ domain: any SyntheticDomain, count: Int, seed: UInt64
  ) -> Double {
    var bits = 0.0
    var bytes = 0
    for index in 0..<count {
      let document = domain.document(index: index, seed: seed)
      guard let information = document.entropyBits else { continue }
      bits += information
      bytes += document.text.utf8.count
    }
    return bytes == 0 ? 0 : bits / Double(bytes)
  }
}
