internal import MotifCore

/// Takes the values of some fields out of a JSON object.
///
/// A field is the name of a member, or a path: names of members and places in lists, counted from 0,
/// with dots between, such as `messages.0.content`. A member whose name has the dots itself goes before
/// what a path leads to.
struct JSONFieldReader {
  /// The text of each field; nil where there is none.
  private(set) var values: [String?]
  private let fields: [String]
  /// How many members deep each value was found.
  private var depths: [Int]
  /// Fields that are neither text nor a number, in the order of the text.
  private var unreadable: [(field: Int, position: JSONScanner.Position)] = []

  /// A field that is sought, and what of its name or path is left.
  private typealias Sought = (field: Int, path: ArraySlice<UInt8>)

  private let sought: [Sought]

  /// A reader of `fields`.
  init(_ fields: [String]) {
    self.fields = fields
    values = [String?](repeating: nil, count: fields.count)
    depths = [Int](repeating: .max, count: fields.count)
    sought = fields.enumerated().map { ($0, Array($1.utf8)[...]) }
  }

  /// The first field without a value that is there and neither text nor a number.
  var wrong: (field: String, position: JSONScanner.Position)? {
    unreadable.first { values[$0.field] == nil }.map { (fields[$0.field], $0.position) }
  }

  /// Reads the object that `scanner` stands at.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONScanner.Failure) {
    try object(&scanner, sought, depth: 0)
  }

  private mutating func object(
    _ scanner: inout JSONScanner, _ sought: [Sought], depth: Int
  ) throws(JSONScanner.Failure) {
    try scanner.object { scanner, key throws(JSONScanner.Failure) in
      try member(&scanner, key.text, key.position, sought, depth: depth)
    }
  }

  private mutating func list(
    _ scanner: inout JSONScanner, _ sought: [Sought], depth: Int
  ) throws(JSONScanner.Failure) {
    var place = 0
    try scanner.list { scanner throws(JSONScanner.Failure) in
      try member(&scanner, String(place), scanner.position, sought, depth: depth)
      place += 1
    }
  }

  /// Reads the value called `name`, of which fields may be, or be part of.
  private mutating func member(
    _ scanner: inout JSONScanner, _ name: String, _ position: JSONScanner.Position,
    _ sought: [Sought], depth: Int
  ) throws(JSONScanner.Failure) {
    let name = name.utf8
    var own: [Int] = []
    var inner: [Sought] = []
    for (field, path) in sought where path.starts(with: name) {
      let rest = path.dropFirst(name.count)
      if rest.isEmpty {
        own.append(field)
      } else if rest.first == UInt8(ascii: ".") {
        inner.append((field, rest.dropFirst()))
      }
    }
    if own.isEmpty, inner.isEmpty { return try scanner.skip() }
    switch try scanner.kind() {
    case .object where !inner.isEmpty:
      try object(&scanner, inner, depth: depth + 1)
      unreadable += own.map { ($0, position) }
    case .list where !inner.isEmpty:
      try list(&scanner, inner, depth: depth + 1)
      unreadable += own.map { ($0, position) }
    default:
      let value = try scanner.textOrNumber()
      for field in own where depth < depths[field] {
        if let value {
          (values[field], depths[field]) = (value, depth)
        } else {
          unreadable.append((field, position))
        }
      }
    }
  }
}
