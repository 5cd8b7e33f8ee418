package import Foundation
internal import MotifCore

/// What became of the conversations of one source: taken as they are, cut, split or dropped.
package struct SampleAccount: Sendable, Equatable, Decodable {
  /// Conversations that were dropped for one kind of reason.
  package struct Reason: Sendable, Equatable, Decodable {
    /// The reason: `tooLong`.
    package let kind: String
    /// How many.
    package let count: Int
    /// The first of them: `path:line: what`.
    package let first: String

    /// The reason in words: `too long`.
    var words: String {
      kind.reduce(into: "") { $0 += $1.isUppercase ? " " + $1.lowercased() : String($1) }
    }
  }

  private struct Counts: Decodable {
    let rows: Int
    let taken: Int
    let cut: Int
    let split: Int
    let tokensLost: Int
    let faults: [Reason]
  }

  private enum CodingKeys: CodingKey {
    case name, counts
  }

  /// The source.
  package let name: String
  /// Rows that are not blank.
  package let rows: Int
  /// Those that were taken.
  package let taken: Int
  /// Those that were cut to fit a row.
  package let cut: Int
  /// Those that were split into several samples.
  package let split: Int
  /// Tokens that were cut off.
  package let tokensLost: Int
  /// The others.
  package let dropped: [Reason]

  /// Reads `{"name": …, "counts": {…}}`; throws for numbers that count nothing.
  package init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    let counts = try object.decode(Counts.self, forKey: .counts)
    name = try object.decode(String.self, forKey: .name)
    (rows, taken, dropped) = (counts.rows, counts.taken, counts.faults)
    (cut, split, tokensLost) = (counts.cut, counts.split, counts.tokensLost)
    let numbers = [rows, taken, cut, split, tokensLost] + dropped.map(\.count)
    guard numbers.allSatisfy({ (0...1 << 40).contains($0) }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .counts, in: object, debugDescription: "a number of \(name) is no count")
    }
  }

  /// The accounts in the content of a `conversations.json`.
  package static func read(json: Data) throws -> [SampleAccount] {
    struct File: Decodable { let sources: [SampleAccount] }
    return try JSONDecoder().decode(File.self, from: json).sources
  }
}

extension SampleAccount {
  /// Tables of a report page: what became of the rows, and why some were dropped; nothing of no source.
  static func sections(_ accounts: [SampleAccount]) -> [String] {
    guard !accounts.isEmpty else { return [] }
    let table = ReportPage.table(
      caption: "Conversations by source",
      head: ["source", "rows", "taken", "dropped", "cut", "split", "cut or split", "tokens lost"],
      rows: accounts.map(\.row))
    let reasons = accounts.flatMap { account in account.dropped.map { account.row(of: $0) } }
    guard !reasons.isEmpty else { return [table] }
    return [
      table,
      ReportPage.table(
        caption: "Conversations that were dropped",
        head: ["source", "reason", "rows", "of all rows", "the first"], rows: reasons,
        words: [1, 4]),
    ]
  }

  private var row: [String] {
    let numbers = [rows, taken, dropped.reduce(0) { $0 + $1.count }, cut, split]
    return [name] + numbers.map(NumberText.grouped)
      + [Self.percent(cut + split, of: taken), NumberText.grouped(tokensLost)]
  }

  private func row(of reason: Reason) -> [String] {
    [
      name, reason.words, NumberText.grouped(reason.count), Self.percent(reason.count, of: rows),
      reason.first,
    ]
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    NumberText.fixed(100 * Double(part) / Double(max(1, whole)), 2) + " %"
  }
}
