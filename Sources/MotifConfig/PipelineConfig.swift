package import MotifCore

/// A config as the stages that a run consists of: one for most configs, several with `stages`.
package struct PipelineConfig: Sendable {
  /// One stage, read as a config of its own.
  package struct Stage: Sendable {
    /// What it does.
    package let kind: StageSettings.Kind
    /// The name of its folder, such as `2-grow`; the run's name where there is one stage.
    package let name: String
    /// Its config.
    package let resolved: ResolvedConfig

    /// The folder that it writes.
    package var folderPath: String { resolved.config.output + "/" + resolved.config.name }
  }

  /// The stages in order.
  package let stages: [Stage]
  /// Whether the config lists stages; else the only one is the run itself.
  package let isStaged: Bool
  /// The run's folder.
  package let folderPath: String
  /// Where the config comes from.
  package let origin: ValueOrigin
  /// What all stages share: the run's name, its output, threads and seed.
  let head: JSONNode

  /// The folder of the stages inside the folder of a run that has several.
  package static func stagesPath(_ run: String) -> String { run + "/stages" }

  /// The whole config as JSON that loads to the same stages again.
  package var json: String {
    guard isStaged else { return stages[0].resolved.json }
    var result = head
    result["stages"] = JSONNode(.array(stages.indices.map(stageNode)), head.origin)
    return result.text() + "\n"
  }

  /// A stage as it stands in the config: without what its place in the run decides.
  private func stageNode(_ index: Int) -> JSONNode {
    let stage = stages[index]
    let whole = stage.resolved.visibleTree
    var node = JSONNode(.object([]), whole.origin)
    node["kind"] = JSONNode(.string(stage.kind.rawValue))
    let name = stage.name.drop { $0.isNumber }.dropFirst()
    node["name"] = JSONNode(.string(String(name)))
    for field in StageSettings.fields where field.applies(to: stage.kind.rawValue) {
      if node[field.name] == nil { node[field.name] = whole[field.name] }
    }
    if index > 0 { node["initialization"]?["from"] = nil }
    return node
  }

  /// Every value of every stage with its origin, stage by stage.
  package func printed() -> String {
    stages.map { stage in
      (isStaged ? "# stage \(stage.name)\n" : "") + stage.resolved.printed()
    }.joined(separator: "\n")
  }
}
