internal import MotifCore

/// Documents of all families of a domain, one family a document.
struct DomainDocuments: EvaluatedDomain {
  private let domain: TaskDomain
  private let members: [any SyntheticDomain]
  private let evaluated: [any EvaluatedDomain]

  /// The families of `domain`, after the `embedded` domain that belongs to it.
  init(_ domain: TaskDomain, embedded: [any SyntheticDomain] = []) {
    self.domain = domain
    members =
      embedded
      + TaskGenerators.families.filter { $0.domain == domain }.map {
        GeneratorDocuments(family: $0)
      }
    evaluated = members.compactMap { $0 as? any EvaluatedDomain }
  }

  /// The domain's.
  var name: String { domain.rawValue }

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    let made = choices.pick(members).document(index: index, seed: own(seed))
    return SyntheticDocument(
      text: made.text, entropyBits: made.entropyBits.map { $0 + choices.bits })
  }

  func item(index: Int, seed: UInt64) -> EvaluationItem {
    var choices = Choices(domain: "\(name).item", index: index, seed: seed)
    return choices.pick(evaluated).item(index: index, seed: own(seed))
  }

  /// A seed under which no document is that of a source of one family alone.
  private func own(_ seed: UInt64) -> UInt64 { seed ^ CounterRandom.hash(name) }
}
