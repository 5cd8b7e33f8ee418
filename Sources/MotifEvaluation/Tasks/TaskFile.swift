internal import Foundation
package import MotifCore
internal import MotifData

/// Reads task files: a JSON object with the keys of ``TaskSettings`` over what it `extends`.
package enum TaskFile {
  /// The settings in the file `path`; every mistake in it is reported at once.
  package static func read(_ path: String) throws(ConfigErrors) -> TaskSettings {
    try read(path, chain: [])
  }

  /// The settings of the preset `name`; throws when there is none or its files cannot be found.
  ///
  /// - Parameter data: the folder that its files are looked for in, and in its folders `eval` and `train`.
  package static func preset(_ name: String, data: String) throws(ConfigErrors) -> TaskSettings {
    let node = try presetNode(name, at: .preset(name))
    var settings = try resolve(node, name: name)
    settings.questions = try located(settings.questions, of: name, in: data)
    if !settings.examples.isEmpty, settings.shots > 0 {
      settings.examples = try located(settings.examples, of: name, in: data)
    }
    return settings
  }

  /// What every preset is without its files, for listings.
  package static var presets: [TaskSettings] {
    TaskPresets.names.compactMap { name in
      try? resolve(presetNode(name, at: .preset(name)), name: name)
    }
  }

  private static func read(_ path: String, chain: [String]) throws(ConfigErrors) -> TaskSettings {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return try resolve(layers(path, chain: chain), name: name)
  }

  private static func layers(_ path: String, chain: [String]) throws(ConfigErrors) -> JSONNode {
    let whole = ValueOrigin.file(path: path, line: 0, column: 0)
    let identity = URL(fileURLWithPath: path).standardizedFileURL.path
    guard !chain.contains(identity) else { throw mistake(whole, "extends", "extends itself") }
    let bytes: [UInt8]
    do throws(FileError) { bytes = Array(try FileOperations.system.read(path)) } catch {
      throw mistake(whole, "", error.reason)
    }
    var node: JSONNode
    do throws(JSONErrors) { node = try JSONScanner.parse(bytes, file: path) } catch {
      throw ConfigErrors(error)
    }
    guard case .object = node.value else {
      throw mistake(node.origin, "", "expected an object in { }")
    }
    guard let base = node["extends"] else { return node }
    node["extends"] = nil
    guard let name = base.string else {
      throw mistake(base.origin, "extends", "is \(base.line); expected a task's name or a file")
    }
    let beside = PathText.folder(of: path) + name
    let isFile = name.hasSuffix(".json")
    let below =
      isFile
      ? try layers(PathText.isAbsolute(name) ? name : beside, chain: chain + [identity])
      : try presetNode(name, at: base.origin)
    return ConfigLayers.merge(node, over: below, in: TaskSettings.section)
  }

  private static func presetNode(
    _ name: String, at origin: ValueOrigin
  ) throws(ConfigErrors) -> JSONNode {
    guard let text = TaskPresets.text(name) else {
      let key = if case .preset = origin { "" } else { "extends" }
      throw ConfigErrors([
        ConfigIssue(
          origin, key: key, "there is no task \(JSONNode.quoted(name))",
          suggestion: NearestName.find(name, in: TaskPresets.names))
      ])
    }
    do throws(JSONErrors) {
      return try JSONScanner.parse(Array(text.utf8), file: name).relabelled(.preset(name))
    } catch { throw ConfigErrors(error) }
  }

  private static func resolve(
    _ node: JSONNode, name: String
  ) throws(ConfigErrors) -> TaskSettings {
    let section = TaskSettings.section
    var checker = ConfigChecker(root: section)
    var tree = checker.complete(node, section, path: "", defaults: section.defaults)
    if tree["name"]?.string?.isEmpty != false { tree["name"] = JSONNode(.string(name)) }
    var issues = checker.issues
    issues += patternIssues(tree)
    guard issues.isEmpty else { throw ConfigErrors(issues) }
    do {
      return try JSONDecoder().decode(TaskSettings.self, from: Data(tree.text().utf8))
    } catch { preconditionFailure("checked settings cannot be read: \(error)") }
  }

  /// What is wrong with the patterns and templates of checked settings.
  private static func patternIssues(_ tree: JSONNode) -> [ConfigIssue] {
    var patterns: [(key: String, node: JSONNode)] = []
    for (index, filter) in (tree["filters"]?.elements ?? []).enumerated() {
      if let node = filter["pattern"] { patterns.append(("filters.\(index).pattern", node)) }
    }
    for (index, node) in (tree["compare"]?["remove"]?.elements ?? []).enumerated() {
      patterns.append(("compare.remove.\(index)", node))
    }
    var issues = patterns.compactMap { key, node -> ConfigIssue? in
      do throws(DataError) {
        _ = try PythonPattern(node.string ?? "")
        return nil
      } catch { return ConfigIssue(node.origin, key: key, error.description) }
    }
    if let node = tree["prompt"], let text = node.string, !text.isEmpty {
      do throws(DataError) { _ = try TextTemplate(text) } catch {
        issues.append(ConfigIssue(node.origin, key: "prompt", error.description))
      }
    }
    return issues
  }

  private static func located(
    _ file: String, of name: String, in data: String
  ) throws(ConfigErrors) -> String {
    let folders = ["", "eval/", "train/"].map { (data.isEmpty ? "" : data + "/") + $0 }
    for folder in folders where FileManager.default.fileExists(atPath: folder + file) {
      return folder + file
    }
    throw mistake(
      .preset(name), "",
      "its file \(file) is not in \(data.isEmpty ? "this folder" : PathText.shown(data)) nor in its "
        + "folders eval and train; --data FOLDER says where it is, or a task file with \"extends\": "
        + "\"\(name)\" and \"questions\": FILE")
  }

  private static func mistake(
    _ origin: ValueOrigin, _ key: String, _ message: String
  ) -> ConfigErrors {
    ConfigErrors([ConfigIssue(origin, key: key, message)])
  }
}
