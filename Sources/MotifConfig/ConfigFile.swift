internal import Foundation
internal import MotifCore
internal import MotifModel

/// A config file as it was written, over the presets and files that it extends.
enum ConfigFile {
  /// What a run is called whose config has no name.
  static func name(of path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  /// The config in `text` over what it extends; `file` stands in messages, and relative paths start
  /// from its folder.
  static func text(_ text: String, file: String) throws(ConfigErrors) -> JSONNode {
    try extended(parse(Array(text.utf8), file: file), file: file, chain: [identity(file)])
  }

  /// The JSON of `bytes`; `file` stands in messages.
  private static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigErrors) -> JSONNode {
    do { return try JSONScanner.parse(bytes, file: file) } catch { throw ConfigErrors(error) }
  }

  /// By which a file is known, however it is named.
  private static func identity(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The file `path` over what it extends; the files of `chain` lead to it.
  static func file(_ path: String, chain: [String] = []) throws(ConfigErrors) -> JSONNode {
    guard let data = FileManager.default.contents(atPath: path) else {
      let origin = ValueOrigin.file(path: path, line: 0, column: 0)
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let reason =
        isFolder.boolValue
        ? "is a folder, expected a config file; a run is continued with --resume"
        : exists ? refusal(path) : "there is no such file"
      throw ConfigErrors([
        ConfigIssue(origin, key: "", reason, suggestion: exists ? "" : nearestFile(path))
      ])
    }
    let node = try parse(Array(data), file: path)
    return try extended(node, file: path, chain: chain + [identity(path)])
  }

  /// Why the file at `path` cannot be read.
  private static func refusal(_ path: String) -> String {
    do throws(FileError) {
      _ = try FileOperations.system.read(path)
      return "cannot be read"
    } catch {
      return error.reason
    }
  }

  /// The config file that was probably meant by a path that leads nowhere, or an empty string.
  private static func nearestFile(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
      .filter { $0.hasSuffix(".json") }
    let wanted = url.lastPathComponent
    let name =
      names.contains(wanted + ".json") ? wanted + ".json" : NearestName.find(wanted, in: names)
    return name.isEmpty ? "" : PathText.folder(of: path) + name
  }

  /// `node` over what it extends.
  private static func extended(
    _ node: JSONNode, file path: String, chain: [String]
  ) throws(ConfigErrors) -> JSONNode {
    guard case .object = node.value else {
      throw ConfigErrors([ConfigIssue(node.origin, key: "", "expected an object in { }")])
    }
    guard let base = node["extends"] else { return node }
    var layer = node
    layer["extends"] = nil
    guard let name = base.string else {
      throw ConfigErrors([
        ConfigIssue(base.origin, key: "extends", "expected a preset name or a file")
      ])
    }
    if let preset = RecipePresets.layer(name) {
      return ConfigLayers.merge(layer, over: preset, in: ConfigSchema.root)
    }
    let target = PathText.isAbsolute(name) ? name : PathText.folder(of: path) + name
    if chain.contains(identity(target)) {
      throw ConfigErrors([
        ConfigIssue(base.origin, key: "extends", "is \"\(name)\", which leads back to this file")
      ])
    }
    guard FileManager.default.fileExists(atPath: target) else {
      throw ConfigErrors([
        ConfigIssue(
          base.origin, key: "extends", "is \"\(name)\", which is neither a preset nor a file",
          suggestion: NearestName.find(name, in: ModelPresets.names))
      ])
    }
    return ConfigLayers.merge(
      layer, over: try file(target, chain: chain), in: ConfigSchema.root)
  }
}
