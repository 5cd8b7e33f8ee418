internal import Foundation
public import MotifCore

/// How a plain-text file becomes documents.
public enum TextSplit: Sendable, Equatable {
  /// Paragraphs (separated by blank lines), grouped into documents of about `bytes` bytes: a group
  /// closes as soon as it reaches the size. A paragraph is never cut.
  case paragraphs(bytes: Int)
  /// Every non-empty line is a document.
  case lines
  /// The file is one document.
  case wholeFile
  /// The text between occurrences of this separator, such as `<|endoftext|>`.
  case separator(String)
}

/// Reads plain text.
public enum TextFile {
  /// The documents of the file at `path`; throws when it is missing, not UTF-8 (with line and byte)
  /// or holds no text.
  public static func documents(
    path: String, split: TextSplit, domain: String
  ) throws(FileError) -> [Document] {
    let text = try text(path: path)
    let parts: [String]
    switch split {
    case .wholeFile: parts = [text]
    case .lines: parts = text.split(whereSeparator: \.isNewline).map(String.init)
    case .separator(let separator):
      guard !separator.isEmpty else {
        throw FileError(path: path, reason: "cannot be split at an empty separator")
      }
      parts = text.components(separatedBy: separator)
    case .paragraphs(let bytes): parts = group(text, bytes: bytes)
    }
    let documents = parts.filter { $0.contains { !$0.isWhitespace } }
      .map { Document(text: $0, domain: domain) }
    if documents.isEmpty { throw FileError(path: path, reason: "holds no text") }
    return documents
  }

  /// The whole file as text, without a byte-order mark.
  static func text(path: String) throws(FileError) -> String {
    let bytes = try bytes(path: path)
    let bad = bytes.withUnsafeBufferPointer { buffer -> (offset: Int, line: Int)? in
      UTF8Check.firstInvalid(in: buffer).map { ($0, UTF8Check.line(of: $0, in: buffer)) }
    }
    if let bad {
      let byte = String(bytes[bad.offset], radix: 16, uppercase: true)
      throw FileError(
        path: "\(path):\(bad.line)",
        reason: "is not UTF-8: bad byte 0x\(byte) at offset \(bad.offset)")
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return String(decoding: bytes.starts(with: mark) ? bytes[3...] : bytes[...], as: UTF8.self)
  }

  static func bytes(path: String) throws(FileError) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FileError(path: path, reason: "does not exist")
    }
    if isFolder.boolValue { throw FileError(path: path, reason: "is a folder, expected a file") }
    do {
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw FileError(path: path, reason: "cannot be read: \(error.localizedDescription)")
    }
  }

  /// Cuts `text` at blank lines and joins neighbours until each part has at least `bytes` bytes.
  private static func group(_ text: String, bytes: Int) -> [String] {
    var parts: [String] = []
    var current: [Substring] = []
    var size = 0
    func close() {
      while let last = current.last, last.allSatisfy(\.isWhitespace) { current.removeLast() }
      if !current.isEmpty { parts.append(current.joined(separator: "\n")) }
      current.removeAll(keepingCapacity: true)
      size = 0
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let isBlank = line.allSatisfy(\.isWhitespace)
      if isBlank, size >= bytes {
        close()
      } else if !(isBlank && current.isEmpty) {
        current.append(line)
        size += line.utf8.count + 1
      }
    }
    close()
    return parts
  }
}
