internal import Foundation
internal import MotifCore
package import MotifModel

/// The shape that a model is to grow into, as people name it.
package struct GrowthTarget: Sendable, Equatable {
  private let config: ModelConfig
  /// Whether the vocabulary is the source's, whatever the config says.
  private let takesVocabulary: Bool

  /// The shape that `text` names: a preset, a Hugging Face `config.json`, a training config, or a
  /// folder that holds one of the files.
  ///
  /// Throws ``FileError`` when it is none of them, ``ConfigErrors`` for a training config with
  /// mistakes.
  package init(_ text: String) throws {
    if let preset = ModelPresets.named(text) {
      config = preset
      takesVocabulary = true
      return
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: text, isDirectory: &isFolder) else {
      throw FileError(
        path: text,
        reason: "is neither a file nor a preset; presets are "
          + ModelPresets.names.joined(separator: ", "))
    }
    let path = isFolder.boolValue ? text + "/config.json" : text
    takesVocabulary = !Self.isHuggingFace(path)
    config =
      takesVocabulary
      ? try ConfigLoader.load(path: path).model : try ModelConfig(contentsOfFile: path)
  }

  /// The shape for a model that grows from `source`.
  ///
  /// Growth keeps the tokens. A preset or a training config has no tokenizer yet, so its vocabulary
  /// is the source's; a Hugging Face `config.json` means what it says.
  package func config(from source: ModelConfig) -> ModelConfig {
    var result = config
    if takesVocabulary { result.vocabSize = source.vocabSize }
    return result
  }

  /// Model files have the sizes at the top, training configs have them in a section.
  private static func isHuggingFace(_ path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path),
      let object = try? JSONScanner.parse(Array(data), file: path)
    else { return false }
    return object["hidden_size"] != nil || object["model_type"] != nil
  }
}
