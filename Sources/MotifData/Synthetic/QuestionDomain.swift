/// Questions and answers about a small fixed world of animals.
///
/// Facts repeat over documents and have to be learned; comparisons of two animals follow from their
/// sizes, and one ordered pair in ten is kept for items.
struct QuestionDomain: SyntheticDomain {
  let name = "questions"

  private struct Animal {
    let name: String
    let food: String
    let home: String
    let sound: String
  }

  /// From the smallest to the largest.
  private static let animals: [Animal] = [
    Animal(name: "ant", food: "crumbs", home: "a hill", sound: "nothing"),
    Animal(name: "bee", food: "nectar", home: "a hive", sound: "buzz"),
    Animal(name: "mouse", food: "cheese", home: "a hole", sound: "squeak"),
    Animal(name: "robin", food: "worms", home: "a nest", sound: "tweet"),
    Animal(name: "frog", food: "flies", home: "a pond", sound: "croak"),
    Animal(name: "duck", food: "seeds", home: "a lake", sound: "quack"),
    Animal(name: "cat", food: "fish", home: "a house", sound: "meow"),
    Animal(name: "fox", food: "berries", home: "a den", sound: "yap"),
    Animal(name: "dog", food: "bones", home: "a kennel", sound: "woof"),
    Animal(name: "sheep", food: "grass", home: "a meadow", sound: "baa"),
    Animal(name: "pig", food: "turnips", home: "a sty", sound: "oink"),
    Animal(name: "lion", food: "meat", home: "a savanna", sound: "roar"),
    Animal(name: "bear", food: "honey", home: "a cave", sound: "growl"),
    Animal(name: "cow", food: "hay", home: "a barn", sound: "moo"),
    Animal(name: "horse", food: "oats", home: "a stable", sound: "neigh"),
    Animal(name: "elephant", food: "leaves", home: "a forest", sound: "trumpet"),
  ]

  private struct Pair {
    let first: Int
    let second: Int

    var question: String {
      "Q: Which is bigger, \(article(first)) or \(article(second))?\nA:"
    }
    var answer: String { " \(article(max(first, second)))" }

    private func article(_ index: Int) -> String {
      let name = QuestionDomain.animals[index].name
      return "the \(name)"
    }
  }

  private static let pairs = animals.indices.flatMap { first in
    animals.indices.filter { $0 != first }.map { Pair(first: first, second: $0) }
  }
  private static let trained = pairs.filter { !SyntheticDomains.isHeldOut($0.question) }
  private static let heldOut = pairs.filter { SyntheticDomains.isHeldOut($0.question) }

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = choices(index, seed)
    let blocks = (0..<5).map { _ in block(&choices) }
    return SyntheticDocument(
      text: blocks.joined(separator: "\n") + "\n", entropyBits: choices.bits)
  }

  func item(index: Int, seed: UInt64) -> SyntheticItem? {
    var choices = choices(index, seed, "item")
    let pair = choices.pick(Self.heldOut)
    return SyntheticItem(prompt: pair.question, answer: pair.answer)
  }

  private func block(_ choices: inout Choices) -> String {
    let kind = choices.integer(below: 4)
    if kind == 3 {
      let pair = choices.pick(Self.trained)
      return pair.question + pair.answer + "."
    }
    let animal = choices.pick(Self.animals)
    let name = animal.name
    return switch kind {
    case 0: "Q: What does the \(name) eat?\nA: The \(name) eats \(animal.food)."
    case 1: "Q: Where does the \(name) live?\nA: The \(name) lives in \(animal.home)."
    default: "Q: What does the \(name) say?\nA: The \(name) says \(animal.sound)."
    }
  }
}
