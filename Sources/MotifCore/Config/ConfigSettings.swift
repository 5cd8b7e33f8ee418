internal import Foundation

/// Settings that state the keys they are read from, so that a key is found beside its property.
///
/// Each key is named as its property is encoded; its default is what ``init()`` leaves there.
package protocol ConfigSettings: Codable {
  /// The settings when no key is given.
  init()
  /// The keys, in the order in which people read them.
  static var fields: [ConfigField] { get }
  /// Groups of keys of which one is used; none unless stated.
  static var exclusive: [[String]] { get }
  /// A key that starts the section afresh; empty, which is none, unless stated.
  static var restart: String { get }
}

extension ConfigSettings {
  /// No key excludes another.
  package static var exclusive: [[String]] { [] }
  /// No key starts the section afresh.
  package static var restart: String { "" }

  /// The section of a config that such settings are read from.
  package static var section: ConfigSection {
    ConfigSection(
      defaults: Self().jsonNode, exclusive: exclusive, restart: restart, fields)
  }

  /// Every key with its value, as defaults stand in a section.
  package var jsonNode: JSONNode {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(self),
      let node = try? JSONScanner.parse(Array(data), file: "")
    else { preconditionFailure("\(Self.self) cannot be encoded") }
    return node.relabelled(.standard)
  }
}
