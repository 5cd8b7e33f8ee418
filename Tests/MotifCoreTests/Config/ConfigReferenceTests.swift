import MotifCore
import Testing

/// Settings of a kitchen, which no other part of the package knows.
private struct Kitchen: ConfigSettings {
  struct Dish: ConfigSettings {
    var name = ""
    var kind = "soup"
    var salt = 0.5

    static let fields = [
      ConfigField("name", .text, "What it is called."),
      ConfigField("kind", .choice(["soup", "cake"]), "What it is."),
      ConfigField("salt", .number(.fraction), "How much salt.", kinds: ["soup"]),
    ]
  }

  struct Oven: ConfigSettings {
    var heat = 180
    var shares = ["top": 0.5]

    static let fields = [
      ConfigField("heat", .integer(20...300), "How hot it is.", alsoCalled: ["temperature"]),
      ConfigField("shares", .numbersByName(.notNegative), "The heat of each side."),
    ]
  }

  var kind = "warm"
  var dishes: [Dish] = []
  var oven = Oven()

  static let fields = [
    ConfigField("extends", .text, "Another kitchen."),
    ConfigField("kind", .choice(["warm", "cold"]), "Whether there is a fire."),
    ConfigField("dishes", .list(of: .section(of: Dish.self)), "What is cooked."),
    ConfigField("oven", .section(of: Oven.self), "What is baked in.", kinds: ["warm"]),
  ]
}

@Suite struct ConfigReferenceTests {
  private let reference = ConfigReference(root: Kitchen.section)

  private func paths(_ path: String) -> [String] { reference.entries(at: path).map(\.path) }

  @Test func sectionsAreCollectedFromTheirOwners() {
    let section = Kitchen.section
    #expect(section.fields.map(\.name) == ["extends", "kind", "dishes", "oven"])
    #expect(section.exclusive.isEmpty && section.restart.isEmpty)
    #expect(
      section.defaults.line
        == #"{"dishes": [], "kind": "warm", "oven": {"heat": 180, "shares": {"top": 0.5}}}"#)
  }

  @Test func aKeyIsTold() {
    #expect(
      reference.text(about: "oven.heat") == """
        oven.heat
          How hot it is.
          value    a whole number from 20 to 300
          default  180
          only if  kind is "warm"
        """)
    #expect(
      reference.text(about: "extends") == """
        extends
          Another kitchen.
          value    text in double quotes
          default  none
        """)
  }

  @Test func aSectionIsToldWithItsKeys() {
    #expect(
      reference.text(about: "oven") == """
        oven
          What is baked in.
          value    an object in { }
          only if  kind is "warm"

        oven.heat
          How hot it is.
          value    a whole number from 20 to 300
          default  180
          only if  kind is "warm"

        oven.shares
          The heat of each side.
          value    an object of names and numbers; each is a number of at least 0
          default  {"top": 0.5}
          only if  kind is "warm"
        """)
    #expect(reference.text(about: "").hasPrefix("extends\n"))
    #expect(reference.text(about: "").hasSuffix(reference.text(about: "oven")))
  }

  @Test(arguments: ["dishes.N.salt", "dishes.3.salt", "dishes.borscht.salt", "dishes.salt"])
  func elementsOfListsAreFoundInEverySpelling(path: String) {
    #expect(paths(path) == ["dishes.N.salt"])
    #expect(
      reference.text(about: path) == """
        dishes.N.salt
          How much salt.
          value    a number from 0 to 1
          default  0.5
          only if  dishes.N.kind is "soup"
        """)
  }

  @Test func listsAreToldWithTheKeysOfTheirElements() {
    let keys = ["dishes.N.name", "dishes.N.kind", "dishes.N.salt"]
    #expect(paths("dishes") == ["dishes"] + keys)
    #expect(paths("dishes.0") == keys)
    #expect(
      reference.text(about: "dishes").contains("a list in [ ]; each element is an object in { }"))
  }

  @Test(
    arguments: [
      ("oven.haet", "oven.heat"), ("oven.temperature", "oven.heat"), ("heat", "oven.heat"),
      ("ovn.heat", "oven.heat"), ("ovn", "oven"), ("ovn.haet", "oven.heat"), ("oven.kind", "kind"),
      ("dishes.slat", "dishes.salt"), ("dishes.2.slat", "dishes.2.salt"),
      ("dihses.2.salt", "dishes.2.salt"), ("oven.heat.more", "oven.heat"), ("chimney", ""),
      ("", ""), (".", ""), ("oven..heat", ""),
      (String(repeating: "ovn.", count: 100_000), ""),
    ])
  func whatIsMistypedIsSuggested(path: String, meant: String) {
    #expect(path.isEmpty || paths(path).isEmpty)
    #expect(reference.suggestion(for: path) == meant)
  }

  @Test func rangesAreToldWhole() {
    func told(_ lower: NumberRange.Bound, _ upper: NumberRange.Bound) -> String {
      ConfigType.number(NumberRange(lower: lower, upper: upper)).expectation
    }
    #expect(told(.none, .none) == "a number")
    #expect(told(.excluding(0), .none) == "a number above 0")
    #expect(told(.including(0), .none) == "a number of at least 0")
    #expect(told(.including(0), .including(0.5)) == "a number from 0 to 0.5")
    #expect(told(.including(0), .excluding(1)) == "a number of at least 0 and below 1")
    #expect(told(.excluding(0), .including(1)) == "a number above 0 and up to 1")
    #expect(told(.none, .excluding(1)) == "a number below 1")
    #expect(ConfigType.count.expectation == "a whole number of at least 1")
    #expect(ConfigType.list(of: .text).expectation == "a list in [ ]")
  }
}
