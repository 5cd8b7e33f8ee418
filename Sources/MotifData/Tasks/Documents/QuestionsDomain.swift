/// Questions and answers about a small fixed world of people.
///
/// Every fact is told as a statement and asked in several phrasings; about a tenth of the (fact,
/// phrasing) pairs never occur in training and are the evaluation items, so a right answer means the
/// fact was learned from its other forms.
public struct QuestionsDomain: EvaluatedDomain {
  /// `questions`.
  public let name = "questions"

  private struct Fact: Sendable {
    let question: String
    let value: String
    let statement: String
    var text: String { "Q: \(question)\nA: \(value).\n" }
  }

  /// The domain.
  public init() {}

  private static let asked = facts.filter { !HeldOut.contains($0.question) }
  private static let heldOut = facts.filter { HeldOut.contains($0.question) }

  /// Six entries: a statement in a quarter of the cases, else a question with its answer.
  public func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    var text = ""
    for _ in 0..<6 {
      if choices.weighted([1, 3]) == 0 {
        text += choices.pick(Self.statements) + "\n"
      } else {
        text += choices.pick(Self.asked).text
      }
    }
    return SyntheticDocument(text: text, entropyBits: choices.bits)
  }

  /// A held-out question; the answer begins with a space.
  public func item(index: Int, seed: UInt64) -> EvaluationItem {
    var choices = Choices(domain: "\(name).item", index: index, seed: seed)
    let fact = choices.pick(Self.heldOut)
    return EvaluationItem(prompt: "Q: \(fact.question)\nA:", answer: " \(fact.value).")
  }

  private static let relations: [(statement: String, questions: [String], values: [String])] = [
    (
      "{} lives in *.", ["Where does {} live?", "In which town does {} live?", "{} lives where?"],
      [
        "Oslo", "Lima", "Rome", "Cairo", "Seoul", "Paris", "Quito", "Delhi", "Dakar", "Busan",
        "Turin", "Perth",
      ]
    ),
    (
      "{} is a *.", ["What is the job of {}?", "What does {} do for work?", "Which job has {}?"],
      [
        "baker", "doctor", "pilot", "teacher", "farmer", "singer", "painter", "sailor", "judge",
        "nurse", "writer", "cook",
      ]
    ),
    (
      "{} has a *.",
      ["Which pet does {} have?", "What animal lives with {}?", "{} has which pet?"],
      [
        "cat", "dog", "fish", "horse", "rabbit", "parrot", "goat", "turtle", "mouse", "duck", "hen",
        "frog",
      ]
    ),
    (
      "{} likes *.",
      ["What does {} like to eat?", "Which food does {} like?", "{} likes which food?"],
      [
        "rice", "soup", "bread", "cheese", "apples", "noodles", "beans", "pears", "cake", "corn",
        "honey", "nuts",
      ]
    ),
  ]

  /// Coprime with the twelve values of a relation, so that all of them occur.
  private static let steps = [5, 7, 11, 13]

  /// Who has what: a fixed shuffle of every relation, independent of any seed.
  private static let facts: [Fact] = relations.enumerated().flatMap { relation, entry in
    Person.all.enumerated().flatMap { number, person in
      let value = entry.values[(number * steps[relation] + 3 * relation) % entry.values.count]
      let statement = entry.statement.replacing("{}", with: person.name).replacing("*", with: value)
      return entry.questions.map { question in
        Fact(
          question: question.replacing("{}", with: person.name), value: value,
          statement: statement)
      }
    }
  }

  private static let statements: [String] = facts.enumerated().filter { $0.offset % 3 == 0 }
    .map(\.element.statement)
}
