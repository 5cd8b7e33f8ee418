/// A named person with the pronouns that agree.
struct Person: Sendable, Equatable {
  let name: String
  let isGirl: Bool

  static let all: [Person] =
    [
      "Mia", "Lily", "Anna", "Sara", "Emma", "Nora", "Zoe", "Ella", "Ruby", "Ivy", "Jane", "Lucy",
    ].map { Person(name: $0, isGirl: true) }
    + ["Tom", "Ben", "Max", "Sam", "Leo", "Jack", "Finn", "Noah", "Tim", "Paul", "Hugo", "Omar"]
    .map { Person(name: $0, isGirl: false) }

  var subject: String { isGirl ? "She" : "He" }
  var object: String { isGirl ? "her" : "him" }
  var possessive: String { isGirl ? "Her" : "His" }
}
