internal import Foundation
package import MotifCore
package import MotifData

/// A tokenizer and the chat template that belongs to it, as files of a folder.
///
/// | file | content |
/// | --- | --- |
/// | `tokenizer.json` | the tokenizer |
/// | `template.json` | the chat template, where there is one |
/// | `tokenizer_config.json` | the same as Jinja, from which transformers renders the same texts |
package struct TokenizerFiles {
  /// The tokenizer.
  package let tokenizer: ByteLevelBPE
  /// How conversations are written; nil for none.
  package let template: ChatTemplate?
  /// The token of places that hold none; nil takes the tokenizer's end of documents.
  private let endOfText: String?

  /// The files of `tokenizer` and `template`; `endOfText` is the token that ends documents, empty for the
  /// usual one.
  package init(_ tokenizer: ByteLevelBPE, _ template: ChatTemplate?, endOfText: String = "") {
    self.tokenizer = tokenizer
    self.template = template
    self.endOfText = endOfText.isEmpty ? nil : endOfText
  }

  /// The template beside the tokenizer at `path`; nil where there is none.
  ///
  /// Throws ``FileError`` when it cannot be read or describes none.
  package static func template(beside path: String) throws(FileError) -> ChatTemplate? {
    let file = PathText.parent(of: path) + "/template.json"
    return FileManager.default.fileExists(atPath: file) ? try ChatTemplate.load(file) : nil
  }

  /// Writes all into `folder`; throws ``FileError`` where one cannot be written.
  package func write(in folder: String) throws(FileError) {
    try Self.write(TokenizerFile.json(tokenizer), folder + "/tokenizer.json")
    guard let template else { return }
    try Self.write(template.json, folder + "/template.json")
    guard let padding = try? tokenizer.documentEnd(named: endOfText) else { return }
    try Self.write(
      template.tokenizerConfig(tokenizer, padding: padding), folder + "/tokenizer_config.json")
  }

  private static func write(_ text: String, _ path: String) throws(FileError) {
    try DurableFile.replace(path) { file throws(FileError) in try file.append(text) }
  }
}
