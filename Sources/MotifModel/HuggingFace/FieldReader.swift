/// Reads the keys of a JSON object and gathers what is wrong with them, so that all of it can be told
/// at once.
///
/// Decoders call a number that its type cannot hold damaged JSON, without its key, and speak of Swift's
/// types; here every problem names the key, what was found and what was expected.
struct FieldReader<Key: CodingKey> {
  private let values: KeyedDecodingContainer<Key>
  private(set) var problems: [ModelConfigError.Problem] = []

  /// Reads from `values`.
  init(_ values: KeyedDecodingContainer<Key>) { self.values = values }

  /// The value of `key`; nil when it is missing, null or wrong, of which the last is a problem.
  mutating func optional<Value: ReadableField>(_ key: Key, as type: Value.Type = Value.self)
    -> Value?
  {
    do {
      return try values.decodeIfPresent(type, forKey: key)
    } catch {
      report(key, found(key) + "expected \(type.expectation)")
      return nil
    }
  }

  /// The value of `key`; where it is missing or wrong, which is a problem, `substitute`, so that the
  /// other keys can be read.
  mutating func required<Value: ReadableField>(_ key: Key, or substitute: Value) -> Value {
    if !values.contains(key) {
      report(key, "is missing")
    } else if (try? values.decodeNil(forKey: key)) == true {
      report(key, "is null; expected \(Value.expectation)")
    }
    return optional(key) ?? substitute
  }

  /// Puts the value of `key` into `place` where there is one.
  mutating func replace<Value: ReadableField>(_ place: inout Value, _ key: Key) {
    if let value = optional(key, as: Value.self) { place = value }
  }

  /// Whether there is a value other than null.
  func isSet(_ key: Key) -> Bool {
    values.contains(key) && (try? values.decodeNil(forKey: key)) != true
  }

  /// Adds a problem.
  mutating func report(_ key: Key, _ reason: String) {
    problems.append(.init(key: key.stringValue, reason: reason))
  }

  /// Adds problems that were found elsewhere.
  mutating func report(_ found: [ModelConfigError.Problem]) { problems += found }

  /// Throws ``ModelConfigError`` with all problems when there are any.
  func finish() throws(ModelConfigError) {
    if !problems.isEmpty { throw ModelConfigError(problems: problems) }
  }

  /// `is 64.5; `, or nothing for lists, objects and numbers that are too large for any type.
  private func found(_ key: Key) -> String {
    if let text = try? values.decode(String.self, forKey: key) {
      return "is \"\(text.count > 40 ? text.prefix(37) + "…" : text[...])\"; "
    }
    if let flag = try? values.decode(Bool.self, forKey: key) { return "is \(flag); " }
    if let number = try? values.decode(Int.self, forKey: key) { return "is \(number); " }
    if let number = try? values.decode(Double.self, forKey: key) { return "is \(number); " }
    return ""
  }
}

/// A type that a key of a `config.json` can have.
protocol ReadableField: Decodable {
  /// What a message says is expected.
  static var expectation: String { get }
}

extension Int: ReadableField { static var expectation: String { "a whole number" } }
extension Double: ReadableField { static var expectation: String { "a number" } }
extension Bool: ReadableField { static var expectation: String { "true or false" } }
extension String: ReadableField { static var expectation: String { "text in double quotes" } }
extension [Int]: ReadableField { static var expectation: String { "a list of whole numbers" } }

extension ResidualScale: ReadableField {
  static var expectation: String {
    "an object of the kind \"none\", or \"constant\" or \"depth\" with a number as its value"
  }
}
