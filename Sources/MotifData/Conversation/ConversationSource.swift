internal import MotifCore

/// Where the conversations of one domain come from.
package enum ConversationSource: Sendable {
  /// JSON Lines: a file, a folder or a pattern.
  case file(ConversationFile)
  /// Tasks that are made under a seed.
  case tasks(TaskConversations, count: Int, seed: UInt64)

  /// Reads or makes the conversations of `domain`; throws one sentence that names file and line.
  ///
  /// - Parameter showsReasoning: whether the template has a place for reasoning.
  package func read(domain: String, showsReasoning: Bool) throws(DataError) -> ConversationSet {
    switch self {
    case .file(let file): try ConversationSet(file, domain: domain)
    case .tasks(let tasks, let count, let seed):
      tasks.set(count: count, domain: domain, seed: seed, showsReasoning: showsReasoning)
    }
  }

  /// The least bytes of memory that reading takes: the text of a file, which may be compressed.
  package var leastMemory: Double {
    guard case .file(let file) = self,
      let files = try? FilePattern(file.path).files(endings: DocumentFormat.jsonLinesEndings)
    else { return 0 }
    return files.reduce(0) { $0 + Double((try? FileOperations.system.byteCount($1)) ?? 0) }
  }
}
