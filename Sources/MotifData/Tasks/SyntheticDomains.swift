internal import MotifCore

/// The embedded generators.
public enum SyntheticDomains {
  /// One of each, in the order of a quickstart.
  public static let all: [any SyntheticDomain] = [
    StoriesDomain(), QuestionsDomain(), ArithmeticDomain(), ProgramsDomain(), KoreanDomain(),
  ]

  /// The domains with held-out tasks.
  public static var evaluated: [any EvaluatedDomain] {
    all.compactMap { $0 as? any EvaluatedDomain }
  }

  /// The domain `name`; throws a sentence that lists the names there are.
  public static func named(_ name: String) throws(DataError) -> any SyntheticDomain {
    guard let domain = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name).joined(separator: ", ")
      throw .invalid("there is no synthetic domain \(name); there are: \(known)")
    }
    return domain
  }

  /// Mean information of `count` documents of `domain` over their bytes, in bits a byte.
  public static func entropyBitsPerByte(
    _ domain: any SyntheticDomain, count: Int, seed: UInt64
  ) -> Double {
    var bits = 0.0
    var bytes = 0
    for index in 0..<count {
      let document = domain.document(index: index, seed: seed)
      bits += document.entropyBits
      bytes += document.text.utf8.count
    }
    return bytes == 0 ? 0 : bits / Double(bytes)
  }
}
