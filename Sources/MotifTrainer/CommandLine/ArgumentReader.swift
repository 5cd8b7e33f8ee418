/// Walks through command line arguments and complains in sentences.
struct ArgumentReader {
  private var rest: ArraySlice<String>
  /// The value of an option written `--name=value`.
  private var attached: String?

  init(_ arguments: [String]) { rest = arguments[...] }

  mutating func next() -> String? {
    guard let argument = rest.popFirst() else { return nil }
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
      return argument
    }
    attached = String(argument[argument.index(after: equals)...])
    return String(argument[..<equals])
  }

  mutating func value(of option: String) throws(UsageError) -> String {
    if let attached {
      self.attached = nil
      return attached
    }
    guard let value = rest.popFirst() else { throw UsageError("\(option) needs a value") }
    return value
  }

  mutating func number<Number: Comparable & LosslessStringConvertible>(
    of option: String, in range: ClosedRange<Number>
  ) throws(UsageError) -> Number {
    let text = try value(of: option)
    guard let number = Number(text), range.contains(number) else {
      throw UsageError(
        "\(option) \(text): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  mutating func choice<Choice: CaseIterable & RawRepresentable>(
    of option: String
  ) throws(UsageError) -> Choice where Choice.RawValue == String {
    let text = try value(of: option)
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw UsageError("\(option) \(text): expected \(words)")
    }
    return choice
  }

  func unknown(_ option: String, _ known: [String]) -> UsageError {
    let meant = NearestName.find(option, in: known)
    return UsageError(
      "\(option) is not an option; "
        + (meant.isEmpty
          ? "there are \(known.joined(separator: ", "))" : "did you mean \(meant)?"))
  }
}
