internal import Foundation
internal import MotifCore
package import MotifData
internal import MotifReport

/// What a run found in one of its sources.
package struct SourceRecord: Encodable, Sendable, Equatable {
  /// The domain.
  package let name: String
  /// Documents to train on.
  package let training: Int
  /// Documents held out.
  package let validation: Int
  /// Rows that gave no document.
  package let passedOver: PassedRows

  /// What became of the rows of conversations; nil for documents, and kept in a file of its own.
  package let conversations: ConversationCounts?

  private enum CodingKeys: CodingKey { case name, training, validation, passedOver }

  /// A source of the domain `name`, read and split.
  package init(
    name: String, training: Int, validation: Int, passedOver: PassedRows = .init(),
    conversations: ConversationCounts? = nil
  ) {
    self.conversations = conversations
    self.name = name
    self.training = training
    self.validation = validation
    self.passedOver = passedOver
  }

  /// The sentence for a terminal.
  package var text: String {
    "\(name): \(training) \(conversations == nil ? "documents" : "samples") to train, "
      + "\(validation) to validate" + (passedOver.text.map { "; passed over " + $0 } ?? "")
      + (conversations.map { "; " + $0.text } ?? "")
  }

  /// Writes into the run's folder what was found in the sources, what became of their conversations, and,
  /// where some documents were to be dropped, the lines that say which.
  static func write(_ records: [SourceRecord], audit: [String]?, in folder: String) throws {
    func write(_ lines: [String], _ path: String) throws(FileError) {
      try DurableFile.replace(path) { file throws(FileError) in
        for line in lines { try file.append(line) }
      }
    }
    if let audit { try write(audit, folder + "/curation.jsonl") }
    if let text = try conversationsJSON(records) {
      try write([text], RunReport.conversationsPath(folder))
    }
    try write([json(records)], folder + "/sources.json")
  }

  /// What became of the conversations of `records` as JSON, for the run's page; nil where there are none.
  private static func conversationsJSON(_ records: [SourceRecord]) throws -> String? {
    struct Source: Encodable {
      let name: String
      let counts: ConversationCounts
    }
    struct File: Encodable { let sources: [Source] }
    let sources = records.compactMap { record in
      record.conversations.map { Source(name: record.name, counts: $0) }
    }
    return sources.isEmpty ? nil : try text(File(sources: sources))
  }

  /// `records` as JSON, for the file that a run keeps.
  static func json(_ records: [SourceRecord]) throws -> String { try text(records) }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
