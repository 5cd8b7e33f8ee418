internal import Foundation
package import MotifCore
package import MotifData

/// The chat template beside a `tokenizer.json`: `template.json`, which this program reads, and
/// `tokenizer_config.json`, from which transformers renders the same texts.
package struct ChatFiles: Sendable, Equatable {
  /// The template.
  package let template: ChatTemplate
  /// The token of places that hold none; nil takes the tokenizer's end of documents.
  private let endOfText: String?

  /// The files of `template`; `endOfText` is the token that ends documents, empty for the usual one.
  package init(_ template: ChatTemplate, endOfText: String = "") {
    self.template = template
    self.endOfText = endOfText.isEmpty ? nil : endOfText
  }

  /// The template beside the tokenizer at `path`; nil where there is none.
  ///
  /// Throws ``FileError`` when it cannot be read or describes none.
  package static func template(beside path: String) throws(FileError) -> ChatTemplate? {
    let file = place("template.json", beside: path)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    return try ChatTemplate.load(file)
  }

  /// Writes both beside the tokenizer at `path`, which is `tokenizer`.
  func write(beside path: String, of tokenizer: ByteLevelBPE) throws(FileError) {
    try DurableFile.replace(Self.place("template.json", beside: path)) { file throws(FileError) in
      try file.append(template.json)
    }
    guard let padding = try? tokenizer.documentEnd(named: endOfText) else { return }
    let config = template.tokenizerConfig(tokenizer, padding: padding)
    try DurableFile.replace(Self.place("tokenizer_config.json", beside: path)) {
      file throws(FileError) in
      try file.append(config)
    }
  }

  private static func place(_ name: String, beside path: String) -> String {
    PathText.parent(of: path) + "/" + name
  }
}
