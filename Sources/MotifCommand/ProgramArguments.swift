internal import Foundation

/// The arguments that the system handed to the program.
package enum ProgramArguments {
  /// The arguments behind the program's name, of `count` C strings in `words`.
  ///
  /// Throws ``UsageError`` for one that is not UTF-8: a path in another encoding would lead elsewhere.
  package static func read(
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, count: Int32
  ) throws(UsageError) -> [String] {
    var arguments: [String] = []
    for word in UnsafeBufferPointer(start: words, count: Int(count)).dropFirst() {
      guard let word else { continue }
      let bytes = UnsafeBufferPointer(start: word, count: strlen(word)).map(UInt8.init(bitPattern:))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw UsageError(
          "the argument \(String(decoding: bytes, as: UTF8.self)) is not UTF-8 text; a file whose "
            + "name is not needs another name, or a link to it")
      }
      arguments.append(text)
    }
    return arguments
  }
}
