/// A JSON value that knows where it comes from.
package struct JSONNode: Sendable, Equatable {
  package enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The digits as written, so that integers above 2⁵³ keep their value.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])
  }

  /// A key and its value, in the order of the file.
  package struct Member: Sendable, Equatable {
    package var key: String
    package var keyOrigin: ValueOrigin
    package var node: JSONNode

    /// The member `key`, which stands at `keyOrigin`.
    package init(key: String, keyOrigin: ValueOrigin, node: JSONNode) {
      self.key = key
      self.keyOrigin = keyOrigin
      self.node = node
    }
  }

  package var value: Value
  package var origin: ValueOrigin

  package init(_ value: Value, _ origin: ValueOrigin = .standard) {
    self.value = value
    self.origin = origin
  }

  /// The members of an object; empty for anything else.
  package var members: [Member] {
    get { if case .object(let members) = value { members } else { [] } }
    set { value = .object(newValue) }
  }

  /// The elements of an array; empty for anything else.
  package var elements: [JSONNode] {
    if case .array(let elements) = value { elements } else { [] }
  }

  /// The member `key` of an object.
  ///
  /// Setting appends or replaces; nil removes.
  package subscript(key: String) -> JSONNode? {
    get { members.first { $0.key == key }?.node }
    set {
      var copy = members
      let place = copy.firstIndex { $0.key == key }
      switch (place, newValue) {
      case (let place?, let node?): copy[place].node = node
      case (let place?, nil): copy.remove(at: place)
      case (nil, let node?):
        copy.append(Member(key: key, keyOrigin: node.origin, node: node))
      case (nil, nil): break
      }
      members = copy
    }
  }

  /// The text of a string.
  package var string: String? { if case .string(let text) = value { text } else { nil } }

  /// The value of a number.
  package var double: Double? { if case .number(let text) = value { Double(text) } else { nil } }

  /// The value of a whole number; `1e6` and `3.0` count as whole.
  package var integer: Int? {
    guard case .number(let text) = value else { return nil }
    return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }

  /// The same value with another origin, all the way down.
  package func relabelled(_ origin: ValueOrigin) -> JSONNode {
    let value: Value =
      switch value {
      case .array(let elements): .array(elements.map { $0.relabelled(origin) })
      case .object(let members):
        .object(
          members.map {
            Member(key: $0.key, keyOrigin: origin, node: $0.node.relabelled(origin))
          })
      default: value
      }
    return JSONNode(value, origin)
  }
}
