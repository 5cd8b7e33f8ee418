internal import Foundation
public import MotifCore

/// Reads plain text.
public enum TextFile {
  /// The documents of the file at `path`; throws when it is missing, not UTF-8 (with line and byte)
  /// or holds no text.
  ///
  /// Blank documents are left out. The bytes of the others are those of the file.
  public static func documents(
    path: String, split: TextSplit, domain: String
  ) throws(FileError) -> [Document] {
    if split == .separator("") {
      throw FileError(path: path, reason: "cannot be split at an empty separator")
    }
    let bytes = try bytes(path: path)
    if let bad = UTF8Check.firstInvalid(in: bytes[...]) {
      throw notUTF8(bytes, at: bad, path: path, line: UTF8Check.line(of: bad, in: bytes))
    }
    let documents = split.parts(of: bytes, from: textStart(of: bytes))
      .filter { !UTF8Check.isBlank(bytes[$0]) }
      .map { Document(text: String(decoding: bytes[$0], as: UTF8.self), domain: domain) }
    if documents.isEmpty { throw FileError(path: path, reason: "holds no text") }
    return documents
  }

  /// Where the text of `bytes` starts: behind a byte-order mark.
  static func textStart(of bytes: [UInt8]) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The sentence about the byte at `offset` of `bytes`, in `line` of the file `path`.
  static func notUTF8(_ bytes: [UInt8], at offset: Int, path: String, line: Int) -> FileError {
    let byte = String(bytes[offset], radix: 16, uppercase: true)
    return FileError(
      path: "\(path):\(line)", reason: "is not UTF-8: bad byte 0x\(byte) at offset \(offset)")
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
}
