package import MotifData

extension SourceSettings {
  /// Where the conversations come from, those of tasks under `seed`; nil for a source of documents.
  ///
  /// Throws ``DataError`` for a family that there is not.
  package func conversations(seed: UInt64) throws(DataError) -> ConversationSource? {
    switch kind {
    case .synthetic, .text, .jsonLines, .tokens: return nil
    case .conversations:
      var file = ConversationFile(path)
      file.shape = shape == .auto ? nil : ConversationShape(rawValue: shape.rawValue)
      file.onBadRow = onBadRow
      file.splitsReasoning = splitReasoning
      return .file(file)
    case .tasks: return .tasks(try tasks(), count: documents, seed: seed)
    }
  }

  /// The tasks of the family (`tasks`).
  package func tasks() throws(DataError) -> TaskConversations {
    try TaskConversations(family.rawValue, level: level == 0 ? nil : level)
  }

  /// The least bytes of memory that reading and keeping conversations takes.
  package var leastMemoryOfConversations: (reading: Double, kept: Double) {
    let bytes = (try? conversations(seed: 0))?.leastMemory ?? 0
    return (bytes, bytes)
  }

  /// What is wrong with the family or the level of tasks; nil for nothing.
  var taskProblem: (key: String, sentence: String)? {
    do throws(DataError) { _ = try TaskConversations(family.rawValue) } catch {
      return ("family", "\(error)")
    }
    do throws(DataError) { _ = try tasks() } catch { return ("level", "\(error)") }
    return nil
  }
}
