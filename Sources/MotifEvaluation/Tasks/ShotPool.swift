internal import MotifCore
internal import MotifData

/// The examples of a task, from which each question gets its own.
///
/// Questions with descriptions of their own, such as subjects, take examples of the same description, each
/// as a task of its own.
struct ShotPool {
  private let settings: TaskSettings
  private let isShared: Bool
  private let groups: [ExactText: [TaskQuestion]]
  private var samplers: [ExactText: ShotSampler] = [:]

  /// A pool of `examples`; where it is shared they are the questions themselves.
  init(_ examples: [TaskQuestion], _ settings: TaskSettings, isShared: Bool) throws(FileError) {
    (self.settings, self.isShared) = (settings, isShared)
    groups = Dictionary(grouping: examples) { ExactText($0.description ?? "") }
  }

  /// What stands before the prompt of `question`; call it once for each, in their order.
  mutating func prefix(of question: TaskQuestion) throws(FileError) -> String {
    var examples: [TaskQuestion] = []
    if settings.shots > 0 {
      let group = ExactText(question.description ?? "")
      let known = groups[group] ?? []
      let needed = settings.shots + (isShared ? 1 : 0)
      guard known.count >= needed else {
        let file = settings.examples.isEmpty ? settings.questions : settings.examples
        throw FileError(
          path: file,
          reason: (!isShared && settings.examples.isEmpty ? "its format has" : "holds")
            + " \(known.count) examples"
            + (question.description.map { " for \(JSONNode.quoted($0))" } ?? "")
            + ", but \(needed) are needed for \(settings.shots) shots"
            + (isShared ? " beside the question itself" : ""))
      }
      var sampler = samplers[group] ?? ShotSampler(settings.sampler, rowCount: known.count)
      let own = ExactText(question.example)
      let rows = sampler.rows(
        settings.shots, where: isShared ? { ExactText(known[$0].example) == own } : nil)
      samplers[group] = sampler
      examples = rows.map { known[$0] }
    }
    return ShotPrompt.prefix(
      of: question, examples: examples, description: settings.opening,
      separator: settings.separator)
  }
}
