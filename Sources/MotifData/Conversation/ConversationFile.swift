package import MotifCore

/// A file of conversations, one JSON object a line.
package struct ConversationFile: Sendable {
  /// The file.
  package let path: String
  /// The shape of its rows; nil where the keys of each row tell it.
  package var shape: ConversationShape?
  /// What becomes of a row that cannot be read.
  package var onBadRow = BadRowPolicy.stop
  /// Whether `<think>…</think>` that opens an assistant's content is its reasoning.
  package var splitsReasoning = false

  /// The file at `path`, whose rows tell their shape.
  package init(_ path: String) { self.path = path }

  /// All conversations, for a look at them; rows of tokens are left out.
  package func conversations() throws(FileError) -> [Conversation] {
    var found: [Conversation] = []
    _ = try forEachRow { content, _ throws(ConversationFault) in
      if case .conversation(let conversation) = content { found.append(conversation) }
    }
    return found
  }

  /// Hands every row to `body`, which may refuse it as well.
  ///
  /// Throws `path:line: what` for the first row that cannot be read where ``onBadRow`` says so.
  /// Samples that are too long or have nothing to train are always passed over and counted.
  func forEachRow(
    _ body: (ConversationRow.Content, inout ConversationCounts) throws(ConversationFault) -> Void
  ) throws(FileError) -> ConversationCounts {
    var counts = ConversationCounts()
    try JSONObjectFile(path: path).forEachRow { line throws(FileError) in
      let row = ConversationRow(line: line, shape: shape, splitsReasoning: splitsReasoning)
      counts.rows += 1
      do throws(ConversationFault) {
        try body(try row.content(), &counts)
        counts.taken += 1
      } catch {
        let place = line.place(error.column)
        guard onBadRow == .skip || error.kind == .tooLong || error.kind == .nothingToTrain else {
          throw FileError(path: place, reason: error.message)
        }
        counts.add(error, at: place)
      }
    }
    return counts
  }
}
