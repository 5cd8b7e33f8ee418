extension ConfigType {
  /// What messages and the reference say a value is.
  package var expectation: String {
    switch self {
    case .bool: "true or false"
    case .integer(let range): range.expectation
    case .number(let range): range.expectation
    case .text, .path: "text in double quotes"
    case .choice(let words): ConfigChecker.alternatives(words)
    case .numbersByName: "an object of names and numbers"
    case .list: "a list in [ ]"
    case .section(let section):
      "an object in { }" + (section.restart.isEmpty ? "" : " or the name of a preset")
    }
  }
}

extension ClosedRange<Int> {
  /// What a message says is expected.
  fileprivate var expectation: String {
    upperBound == .max
      ? "a whole number of at least \(lowerBound)"
      : "a whole number from \(lowerBound) to \(upperBound)"
  }
}

extension NumberRange {
  /// What a message says is expected.
  fileprivate var expectation: String {
    func text(_ value: Double) -> String {
      Int(exactly: value).map(String.init) ?? String(value)
    }
    if case (.including(let low), .including(let high)) = (lower, upper) {
      return "a number from \(text(low)) to \(text(high))"
    }
    let bounds =
      switch lower {
      case .none: [String]()
      case .including(let low): ["of at least \(text(low))"]
      case .excluding(let low): ["above \(text(low))"]
      }
    let limits =
      switch upper {
      case .none: [String]()
      case .including(let high): ["up to \(text(high))"]
      case .excluding(let high): ["below \(text(high))"]
      }
    let words = (bounds + limits).joined(separator: " and ")
    return words.isEmpty ? "a number" : "a number " + words
  }
}
