internal import Foundation
internal import MotifCore

/// The last line of a manifest, a hash of all the text before it: a bit that flips anywhere is seen.
package enum ManifestSeal: Equatable {
  /// There is none, as in the first two versions.
  case missing
  /// It is the hash of what is before it.
  case whole
  /// It is the hash of another text.
  case broken

  /// The version of manifests from which on each has one.
  static let firstVersion = 3

  private static let opening = Array(",\n  \"sha256\": \"".utf8)
  private static let closing = Array("\"\n}\n".utf8)
  private static let digits = 64

  /// What is said of the manifest `data`.
  init(of data: Data) {
    let length = Self.opening.count + Self.digits + Self.closing.count
    let (text, tail) = (data.dropLast(length), data.suffix(length))
    guard tail.starts(with: Self.opening),
      tail.suffix(Self.closing.count).elementsEqual(Self.closing)
    else {
      self = .missing
      return
    }
    let found = tail.dropFirst(Self.opening.count).prefix(Self.digits)
    self = found.elementsEqual(Self.digest(of: text).utf8) ? .whole : .broken
  }

  /// The manifest whose members are `text`, from its brace on and without a comma behind the last,
  /// ended by its seal and a brace.
  package static func closing(_ text: String) -> String {
    let digest = digest(of: Data(text.utf8))
    return text + String(decoding: opening + Array(digest.utf8) + closing, as: UTF8.self)
  }

  private static func digest(of text: Data) -> String { text.withUnsafeBytes { SHA256.digest($0) } }
}
