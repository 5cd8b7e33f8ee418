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
    _ = try forEachRow { content, _ in
      if case .conversation(let conversation) = content { found.append(conversation) }
    }
    return found
  }

  /// Hands every row that can be read to `body`, with its place `path:line`.
  ///
  /// Throws `path:line: what` for the first that cannot be where ``onBadRow`` says so.
  func forEachRow(
    _ body: (ConversationRow.Content, String) -> Void
  ) throws(FileError) -> ConversationCounts {
    var counts = ConversationCounts()
    try JSONObjectFile(path: path).forEachRow { line throws(FileError) in
      let row = ConversationRow(line: line, shape: shape, splitsReasoning: splitsReasoning)
      counts.rows += 1
      do throws(ConversationFault) {
        body(try row.content(), line.place())
        counts.taken += 1
      } catch {
        let place = line.place(error.column)
        guard onBadRow == .skip else {
          throw FileError(path: place, reason: error.message)
        }
        counts.add(error, at: place)
      }
    }
    return counts
  }
}
