/// What became of the rows of a file of conversations: nothing is lost without being counted.
package struct ConversationCounts: Codable, Sendable, Equatable {
  /// Rows that were passed over for one kind of reason.
  package struct Fault: Codable, Sendable, Equatable {
    /// The reason.
    package let kind: ConversationFault.Kind
    /// How many.
    package fileprivate(set) var count: Int
    /// The first of them: `path:line: what`.
    package let first: String
  }

  /// Rows that are not blank.
  package internal(set) var rows = 0
  /// Those that were taken.
  package internal(set) var taken = 0
  /// Those that were cut to fit a row.
  package internal(set) var cut = 0
  /// Those that were split into several samples.
  package internal(set) var split = 0
  /// Tokens that were cut off.
  package internal(set) var tokensLost = 0
  /// The others, by the reason, in the order of ``ConversationFault/Kind``.
  package private(set) var faults: [Fault] = []

  /// No rows.
  package init() {}

  /// Rows that were all taken.
  init(taken: Int) { (rows, self.taken) = (taken, taken) }

  /// The share of the rows taken that do not stand in the batches as they were.
  package var truncationRate: Double { Double(cut + split) / Double(max(1, taken)) }

  /// How many rows were passed over for `kind`.
  package func count(_ kind: ConversationFault.Kind) -> Int {
    faults.first { $0.kind == kind }?.count ?? 0
  }

  mutating func add(_ fault: ConversationFault, at place: String) {
    if let index = faults.firstIndex(where: { $0.kind == fault.kind }) {
      faults[index].count += 1
    } else {
      faults.append(Fault(kind: fault.kind, count: 1, first: "\(place): \(fault.message)"))
      let order = ConversationFault.Kind.allCases
      faults.sort {
        (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
      }
    }
  }

  /// `1,200 of 1,250 rows; 3 cut, 40 tokens lost; 2 rows with an unknown role, the first …`.
  package var text: String {
    var parts = ["\(taken) of \(rows) rows"]
    if cut > 0 { parts.append("\(cut) cut, \(tokensLost) tokens lost") }
    if split > 0 { parts.append("\(split) split") }
    parts += faults.map { fault in
      fault.count == 1
        ? "1 \(fault.kind.noun.one), \(fault.first)"
        : "\(fault.count) \(fault.kind.noun.many), the first \(fault.first)"
    }
    return parts.joined(separator: "; ")
  }
}
