internal import Foundation
package import MotifData

/// What a run found in one of its sources.
package struct SourceRecord: Codable, Sendable, Equatable {
  /// The domain.
  package let name: String
  /// Documents to train on.
  package let training: Int
  /// Documents held out.
  package let validation: Int
  /// Rows that gave no document.
  package let passedOver: PassedRows

  /// What became of the rows of conversations; nil for documents.
  package let conversations: ConversationCounts?

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

  /// `records` as JSON, for the file that a run keeps.
  package static func json(_ records: [SourceRecord]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }
}
