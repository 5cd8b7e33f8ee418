/// What a curation has kept and dropped.
package struct CurationSummary: Sendable, Equatable {
  /// How many were dropped for one reason.
  package struct Count: Sendable, Equatable {
    /// The operator.
    package let name: String
    /// Its reason.
    package let reason: String
    /// The documents.
    package fileprivate(set) var documents: Int
  }

  /// The documents that were read.
  package let read: Int
  /// The rows of scores that an earlier run had left.
  package let reused: Int
  /// What was dropped, by operator and reason, in the order of their names.
  package private(set) var dropped: [Count] = []

  init(read: Int, reused: Int) { (self.read, self.reused) = (read, reused) }

  /// The documents that were kept.
  package var kept: Int { read - dropped.reduce(0) { $0 + $1.documents } }

  /// Whether so much was dropped that a rule is more likely to be too strict than the texts too alike.
  package var isSparse: Bool { kept * 10 < read }

  /// `kept 90 of 100 documents; exact_duplicate: 7, near_duplicate: 3`.
  package var text: String {
    let parts = dropped.map { count in
      (count.name == count.reason ? count.name : "\(count.name) \(count.reason)")
        + ": \(count.documents)"
    }
    return "kept \(kept) of \(read) documents"
      + (parts.isEmpty ? "" : "; " + parts.joined(separator: ", "))
      + (isSparse ? "; fewer than a tenth are left, so loosen the rule that dropped most" : "")
  }

  mutating func count(_ name: String, _ reason: String) {
    if let place = dropped.firstIndex(where: { $0.name == name && $0.reason == reason }) {
      dropped[place].documents += 1
    } else {
      dropped.append(Count(name: name, reason: reason, documents: 1))
      dropped.sort { ($0.name, $0.reason) < ($1.name, $1.reason) }
    }
  }
}
