#if canImport(Darwin)
  internal import Foundation
#else
  // Foundation composes some Hangul wrongly here; what the standard library compares texts by is right.
  @_spi(_Unicode) internal import Swift
#endif

/// Rewrites text before words are sought in it, as the `normalizer` of a `tokenizer.json` says.
package struct Normalizer: Sendable, Equatable {
  /// One of Unicode's normalisation forms, by its name in files.
  package enum Form: String, Sendable, CaseIterable {
    case nfc = "NFC"
    case nfd = "NFD"
  }

  /// One rewriting.
  package enum Step: Sendable, Equatable {
    case form(Form)
    /// Text that is put before a text that is not empty.
    case prepend(String)
    /// Every occurrence of some bytes, from left to right, becomes other ones.
    case replace(String, with: String)
  }

  /// What is done, the first first; at least one.
  package let steps: [Step]

  /// A normalizer of the given steps.
  package init(_ steps: [Step]) { self.steps = steps }

  /// The rewritten `bytes`, or nil when nothing changes; linear time.
  func normalized(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    // Plain text, which is most text, is looked at once and never copied.
    if case .form(let form)? = steps.first, steps.count == 1, Self.isInert(bytes, in: form) {
      return nil
    }
    return steps.reduce(Array(bytes)) { text, step in
      switch step {
      case .form(let form):
        text.withUnsafeBufferPointer { Self.isInert($0, in: form) ? text : Self.rewrite($0, form) }
      case .prepend(let prefix): text.isEmpty ? text : prefix.utf8 + text
      case .replace(let old, let new): Self.replace(Array(old.utf8), by: Array(new.utf8), in: text)
      }
    }
  }

  private static func rewrite(_ bytes: UnsafeBufferPointer<UInt8>, _ form: Form) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    #if canImport(Darwin)
      return Array(
        (form == .nfc
          ? text.precomposedStringWithCanonicalMapping
          : text.decomposedStringWithCanonicalMapping).utf8)
    #else
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count)
      func append(_ scalar: Unicode.Scalar) {
        if let bytes = UTF8.encode(scalar) { result += bytes }
      }
      switch form {
      case .nfc: for scalar in text._nfc { append(scalar) }
      case .nfd: for scalar in text._nfd { append(scalar) }
      }
      return result
    #endif
  }

  /// Whether a glance at the bytes shows that `form` changes nothing.
  ///
  /// ASCII is the same in both forms. NFC also keeps all below U+0300, Cyrillic letters, the general
  /// punctuation from U+2002 to U+203F, ideographs and composed Hangul: none of them is a mark, is
  /// written otherwise in NFC, or joins what stands before it.
  static func isInert(_ bytes: UnsafeBufferPointer<UInt8>, in form: Form) -> Bool {
    guard form == .nfc else { return bytes.allSatisfy { $0 < 0x80 } }
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0..<0xCC, 0xD0, 0xD1, 0xE4...0xE9, 0xEB...0xED: index += 1
      case 0xE2 where bytes[index + 1] == 0x80 && bytes[index + 2] >= 0x82: index += 3
      default: return false
      }
    }
    return true
  }

  private static func replace(_ old: [UInt8], by new: [UInt8], in text: [UInt8]) -> [UInt8] {
    guard let first = old.first else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 4)
    var index = 0
    while index < text.count {
      if text[index] == first, text[index...].starts(with: old) {
        result += new
        index += old.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}
