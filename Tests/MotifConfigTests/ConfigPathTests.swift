import MotifCore
import MotifData
import MotifOptimizer
import MotifConfig
import Testing

/// Names with a dot at the end of a `--set` path.
@Suite struct ConfigPathTests {
  private func load(_ overrides: String...) throws(ConfigErrors) -> [String: Double]? {
    let json = """
      {
        "data": {
          "sources": [{"name": "wiki"}, {"name": "wiki.en"}],
          "mixture": {"knots": [{"at": 0, "weights": {"wiki": 0.5}}]}
        },
        "training": {"steps": 1}
      }
      """
    return try ConfigLoader.load(text: json, file: "a.json", overrides: overrides).config.data
      .mixture.knots.first?.weights
  }

  @Test func aNameMayHaveDots() throws {
    let path = "data.mixture.knots.0.weights"
    #expect(try load("\(path).wiki.en=1") == ["wiki": 0.5, "wiki.en": 1])
    #expect(try load("\(path).wiki.en=1", "\(path).wiki=2") == ["wiki": 2, "wiki.en": 1])
    #expect(try load("\(path)={\"wiki.en\": 3}") == ["wiki.en": 3])
  }

  @Test(arguments: ["wiki.x", "wiki.en.x", "wiki.", ".wiki", "en"])
  func aNameThatIsNoSourceIsRefused(name: String) {
    let argument = "data.mixture.knots.0.weights.\(name)=3"
    let error = #expect(throws: ConfigErrors.self) { try load(argument) }
    let sentence =
      "--set \(argument): data.mixture.knots.0.weights.\(name): no source has this name"
    #expect(error?.issues.count == 1)
    #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
  }
}
