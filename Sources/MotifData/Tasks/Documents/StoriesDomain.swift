/// Short English stories: a child wants something, meets a difficulty, and a friend helps.
///
/// Names, pronouns, things and places agree throughout a story, so that a model can lower its loss
/// by remembering them.
public struct StoriesDomain: SyntheticDomain {
  /// `stories`.
  public let name = "stories"

  /// The domain.
  public init() {}

  /// The story of the given number: six to nine sentences.
  public func document(index: Int, seed: UInt64) -> SyntheticDocument {
    var choices = Choices(domain: name, index: index, seed: seed)
    let hero = choices.pick(Person.all)
    let friend = choices.pick(Person.all.filter { $0.name != hero.name })
    var slots = StorySlots(hero: hero, friend: friend)
    slots["place"] = choices.pick(Self.places)
    slots["thing"] = choices.pick(Self.things)
    slots["trait"] = choices.pick(Self.traits)
    slots["feeling"] = choices.pick(Self.feelings)
    var sentences: [String] = []
    for (position, templates) in Self.plot.enumerated() {
      // Two parts of the plot are told in half of the stories only.
      if Self.optional.contains(position), choices.integer(below: 2) == 0 { continue }
      sentences.append(slots.fill(choices.pick(templates)))
    }
    return SyntheticDocument(
      text: sentences.joined(separator: " ") + "\n", entropyBits: choices.bits)
  }

  static let places = [
    "the park", "the forest", "the beach", "the garden", "the market", "the school", "the river",
    "the old barn", "the library", "the hill", "the kitchen", "the playground",
  ]
  static let things = [
    "ball", "kite", "book", "hat", "boat", "drum", "doll", "key", "lamp", "basket", "puzzle",
    "whistle", "blanket", "bell", "coin", "painting",
  ]
  static let traits = ["small", "red", "blue", "old", "shiny", "soft", "green", "golden"]
  static let feelings = ["sad", "worried", "angry", "scared", "lonely", "upset"]

  static let optional: Set<Int> = [1, 4, 7]
  static let plot = [
    [
      "Once upon a time there was a {child} named {hero}.", "One day {hero} went to {place}.",
      "{hero} was a little {child} who loved {place}.",
      "It was a sunny day at {place}, and {hero} was there.",
      "{hero} woke up early and walked to {place}.", "Every morning {hero} played at {place}.",
    ],
    [
      "The birds were singing.", "The wind was warm.", "{He} wore {his} favorite coat.",
      "{His} mother waved goodbye.", "A cat sat in the sun.", "It smelled like fresh bread.",
    ],
    [
      "{He} had a {trait} {thing}.", "{He} found a {trait} {thing}.",
      "{He} saw a {trait} {thing} on the ground.",
      "{His} grandmother gave {him} a {trait} {thing}.",
      "{He} wanted to show {his} {trait} {thing} to everyone.",
    ],
    [
      "But the {thing} fell into the water.", "Then the {thing} broke.",
      "Suddenly the {thing} was gone.", "But a big dog took the {thing}.",
      "Then the wind blew the {thing} away.", "But the {thing} was stuck in a tree.",
    ],
    [
      "{He} looked everywhere.", "{He} did not know what to do.", "{He} started to cry.",
      "{He} sat down and thought.",
    ],
    [
      "{hero} was very {feeling}.", "{He} felt {feeling}.", "This made {hero} {feeling}.",
      "{He} was so {feeling} that {he} wanted to go home.",
    ],
    [
      "{friend} saw {him} and said, \"I can help you.\"",
      "Then {friend} came and asked, \"Why are you {feeling}?\"",
      "{hero} called {his} friend {friend}.", "{friend} heard {him} and ran to {place}.",
    ],
    [
      "\"It is my {thing},\" said {hero}.", "\"Do not be {feeling},\" said {friend}.",
      "{friend} had a good idea.", "{friend} smiled at {him}.",
    ],
    [
      "Together they got the {trait} {thing} back.", "{friend} fixed the {thing}.",
      "{friend} gave the {thing} back to {hero}.", "They worked all day to save the {thing}.",
    ],
    [
      "{hero} thanked {friend}, and they were happy.", "{hero} gave {friend} a big hug.",
      "From that day on, {hero} and {friend} were best friends.",
      "{He} learned that it is good to ask for help.",
      "Then {hero} and {friend} went home with the {thing}.",
    ],
  ]
}

/// What the braces of a story's sentences stand for.
private struct StorySlots {
  private var values: [String: String]

  init(hero: Person, friend: Person) {
    values = [
      "hero": hero.name, "friend": friend.name, "child": hero.isGirl ? "girl" : "boy",
      "He": hero.subject, "he": hero.subject.lowercased(), "him": hero.object,
      "His": hero.possessive, "his": hero.possessive.lowercased(),
    ]
  }

  subscript(slot: String) -> String {
    get { values[slot] ?? "" }
    set { values[slot] = newValue }
  }

  func fill(_ template: String) -> String {
    var output = ""
    for (index, piece) in template.split(separator: "{", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0, let end = piece.firstIndex(of: "}") else {
        output += piece
        continue
      }
      output += self[String(piece[..<end])] + piece[piece.index(after: end)...]
    }
    return output
  }
}
