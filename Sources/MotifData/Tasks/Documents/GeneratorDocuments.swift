/// Documents that consist of tasks of one family at all of its levels, two thirds of them with steps.
///
/// About a tenth of the tasks, by the hash of their prompt, never occur and are the evaluation items.
struct GeneratorDocuments: EvaluatedDomain {
  let family: any TaskFamily

  /// The family's.
  var name: String { family.name }

  /// The number of tasks in a document.
  private static let count = 3

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    let tasks = (0..<Self.count).map { _ in
      let item = choices.draw(acceptedShare: 1 - HeldOut.share, sample) {
        !HeldOut.contains($0.prompt)
      }
      let steps = choices.weighted([2, 1]) == 0 ? item.steps : []
      return ([item.prompt] + steps + ["Answer: \(item.answer)\n"]).joined(separator: "\n")
    }
    return SyntheticDocument(
      text: tasks.joined(separator: "\n"),
      entropyBits: family.hasKnownEntropy ? choices.bits : nil)
  }

  func item(index: Int, seed: UInt64) -> EvaluationItem {
    var choices = Choices(domain: "\(name).item", index: index, seed: seed)
    let item = choices.draw(acceptedShare: HeldOut.share, sample) { HeldOut.contains($0.prompt) }
    return EvaluationItem(prompt: item.prompt + "\nAnswer:", answer: " \(item.answer)\n")
  }

  private func sample(_ choices: inout Choices) -> TaskItem {
    let level = choices.integer(in: family.levels)
    return family.make(&choices, level: level)
  }
}
