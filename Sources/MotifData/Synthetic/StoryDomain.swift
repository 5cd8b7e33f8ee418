/// Short stories from a grammar: somebody goes somewhere, finds something, meets somebody, comes home.
///
/// Names, pronouns and objects agree over the whole story, so a model has to look back.
struct StoryDomain: SyntheticDomain {
  let name = "stories"

  private struct Person {
    let name: String
    let subject: String
    let possessive: String
  }

  private static let people = [
    Person(name: "Lily", subject: "She", possessive: "her"),
    Person(name: "Emma", subject: "She", possessive: "her"),
    Person(name: "Sara", subject: "She", possessive: "her"),
    Person(name: "Nora", subject: "She", possessive: "her"),
    Person(name: "Max", subject: "He", possessive: "his"),
    Person(name: "Leo", subject: "He", possessive: "his"),
    Person(name: "Sam", subject: "He", possessive: "his"),
    Person(name: "Paul", subject: "He", possessive: "his"),
  ]
  private static let places = [
    "forest", "garden", "river", "village", "market", "beach", "hill", "castle",
  ]
  private static let adjectives = [
    "little", "old", "shiny", "blue", "strange", "golden", "broken", "beautiful",
  ]
  private static let things = ["key", "lamp", "boat", "shell", "ring", "box", "flute", "map"]
  private static let animals = ["rabbit", "owl", "fox", "turtle", "hedgehog", "crow"]
  private static let weathers = ["sunny", "rainy", "cold", "windy"]
  private static let feelings = ["happy", "proud", "tired", "surprised"]

  func item(index: Int, seed: UInt64) -> SyntheticItem? { nil }

  func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var c = choices(index, seed)
    let person = c.pick(Self.people)
    let place = c.pick(Self.places)
    let adjective = c.pick(Self.adjectives)
    let thing = c.pick(Self.things)
    let animal = c.pick(Self.animals)
    let opening = c.pick([
      "Once upon a time there was a child named \(person.name).",
      "One \(c.pick(Self.weathers)) day \(person.name) woke up early.",
      "\(person.name) lived near a \(place).",
    ])
    let going = c.pick([
      "\(person.subject) went to the \(place).",
      "\(person.subject) walked to the \(place) with \(person.possessive) friend.",
      "\(person.subject) wanted to see the \(place).",
    ])
    let finding = c.pick([
      "There \(person.subject.lowercased()) found a \(adjective) \(thing).",
      "At the \(place) lay a \(adjective) \(thing).",
      "Suddenly \(person.name) saw a \(adjective) \(thing).",
    ])
    let meeting = c.pick([
      "A \(animal) asked, \"Is this your \(thing)?\"",
      "\"That \(thing) is mine,\" said a \(animal).",
      "A \(animal) came and looked at the \(thing).",
    ])
    let answer = c.pick([
      "\(person.name) gave the \(thing) to the \(animal).",
      "\"Take it,\" said \(person.name), and the \(animal) smiled.",
      "\(person.name) and the \(animal) shared the \(thing).",
    ])
    let ending = c.pick([
      "In the evening \(person.name) was \(c.pick(Self.feelings)).",
      "\(person.subject) went home and told \(person.possessive) mother about the \(animal).",
      "From that day on, \(person.name) and the \(animal) were friends.",
    ])
    let text = [opening, going, finding, meeting, answer, ending].joined(separator: " ")
    return SyntheticDocument(text: text + "\n", entropyBits: c.bits)
  }
}
