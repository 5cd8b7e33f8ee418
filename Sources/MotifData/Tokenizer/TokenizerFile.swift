internal import Foundation
public import MotifCore

/// Reads and writes Hugging Face's `tokenizer.json` for byte-level BPE.
public enum TokenizerFile {
  /// The tokeniser in the file at `path`; the error names the key and what was expected there.
  public static func load(_ path: String) throws(FileError) -> ByteLevelBPE {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FileError(path: path, reason: "cannot be read; expected a tokenizer.json")
    }
    return try TokenizerBuilder(file: TokenizerJSON([UInt8](data), path: path)).build()
  }

  /// Writes `tokenizer` to `path`, replacing a file there in one step.
  public static func save(_ tokenizer: ByteLevelBPE, to path: String) throws(FileError) {
    do {
      try Data(json(tokenizer).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw FileError(path: path, reason: "cannot be written: \(error.localizedDescription)")
    }
  }
}
