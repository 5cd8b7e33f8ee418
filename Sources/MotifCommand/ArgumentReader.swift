internal import MotifCore

/// Walks through command line arguments and complains in sentences.
struct ArgumentReader {
  private var rest: ArraySlice<String>
  /// An option written `--name=value` whose value nobody has asked for yet.
  private var attached: (option: String, value: String)?

  init(_ arguments: [String]) { rest = arguments[...] }

  /// The next argument, without the value that is attached to it; nil behind the last.
  ///
  /// Throws when the option before had a value attached that it does not take: `--check=false` would
  /// check all the same, and `false` would go to the next option that takes a value.
  mutating func next() throws(UsageError) -> String? {
    if let attached { throw Self.takesNoValue(attached.option) }
    guard let argument = rest.popFirst() else { return nil }
    guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
      return argument
    }
    let option = String(argument[..<equals])
    attached = (option, String(argument[argument.index(after: equals)...]))
    return option
  }

  private static func takesNoValue(_ option: String) -> UsageError {
    UsageError("\(option) takes no value")
  }

  /// Whether `arguments`, those behind a command, ask how it is used; what follows an option that
  /// takes any text is that text.
  static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.indices.contains { index in
      ["--help", "-h"].contains(arguments[index])
        && (index == 0 || !freeOptions.contains(arguments[index - 1]))
    }
  }

  /// Options whose value may be any text, also one that looks like an option.
  private static let freeOptions: Set = ["--prompt"]

  mutating func value(of option: String) throws(UsageError) -> String {
    if attached == nil, let next = rest.first, next.hasPrefix("--"),
      !Self.freeOptions.contains(option)
    {
      throw UsageError(
        "\(option) needs a value, but \(next) follows; a value that begins so is written "
          + "\(option)=\(next)")
    }
    let value = attached?.value ?? rest.popFirst()
    attached = nil
    // An empty one is a shell variable that is not set: `--resume "$RUN"` must not start afresh.
    guard let value, !value.isEmpty else { throw UsageError("\(option) needs a value") }
    return value
  }

  /// Names between commas, none of them empty.
  mutating func names(of option: String) throws(UsageError) -> [String] {
    let names = try value(of: option).split(separator: ",", omittingEmptySubsequences: false)
    guard !names.contains("") else {
      throw UsageError("\(option) needs names between commas, but one is empty")
    }
    return names.map(String.init)
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
    // Flags that are taken out of the arguments before they are read, unless a value is attached.
    if ["--json", "--schema", "--version"].contains(option) {
      return attached != nil
        ? Self.takesNoValue(option) : UsageError("\(option) stands alone: motif-train \(option)")
    }
    let meant = NearestName.find(option, in: known)
    return UsageError(
      "\(option) is not an option; "
        + (meant.isEmpty
          ? "there are \(known.joined(separator: ", "))" : "did you mean \(meant)?"))
  }
}
