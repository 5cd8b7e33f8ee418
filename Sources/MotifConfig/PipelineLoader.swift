internal import MotifCore

/// Cuts a config into the configs of its stages and checks each.
///
/// A stage's config is made of layers: the sections of the config, the model of the stages before it,
/// the sections of the stage, and what its place in the run decides (folder, name, the weights of the
/// stage before). What is wrong is reported at its place in the stage.
struct PipelineLoader {
  /// The config's file over what it extends.
  let node: JSONNode
  /// The run's name where the config gives none.
  let name: String
  /// Changes of the command line.
  let overrides: [String]
  /// The folder of a run that is continued; empty takes the config's.
  let run: String

  func pipeline() throws(ConfigErrors) -> PipelineConfig {
    var merged = node
    var rejected: [ConfigIssue] = []
    for argument in overrides {
      do {
        merged = try ConfigLayers.apply(argument, to: merged, root: ConfigSchema.root)
      } catch {
        rejected += error.issues
      }
    }
    // A root set by the command line would hide the file that sections without a place point to.
    merged.origin = node.origin
    guard let list = merged["stages"], !(list.elements.isEmpty && list.isList) else {
      let kind = Self.kind(of: merged)
      let resolved = try ConfigLoader.resolve(merged, name: name, kind: kind, rejected: rejected)
      let folder = resolved.config.output + "/" + resolved.config.name
      return PipelineConfig(
        stages: [.init(kind: kind, name: resolved.config.name, resolved: resolved)],
        isStaged: false, folderPath: folder, origin: merged.origin, head: merged)
    }
    return try staged(merged, list, rejected)
  }

  /// What a config without stages does: it fine-tunes where it has conversations, as the folder of a stage
  /// keeps it.
  private static func kind(of config: JSONNode) -> StageSettings.Kind {
    let kinds = (config["data"]?["sources"]?.elements ?? []).compactMap {
      $0["kind"]?.string.flatMap(SourceSettings.Kind.init)
    }
    return kinds.contains(where: \.isOfConversations) ? .finetune : .pretrain
  }

  private func staged(
    _ config: JSONNode, _ list: JSONNode, _ rejected: [ConfigIssue]
  ) throws(ConfigErrors) -> PipelineConfig {
    var base = config
    base["stages"] = nil
    var issues = rejected + stageIssues(list, config)
    if !issues.isEmpty { throw ConfigErrors(issues) }
    let own = base["name"]?.string ?? ""
    let runName = own.isEmpty ? name : own
    let output = base["output"]?.string ?? TrainConfig().output
    let folder = run.isEmpty ? output + "/" + runName : run
    var stages: [PipelineConfig.Stage] = []
    for (index, element) in list.elements.enumerated() {
      let kind = StageSettings.Kind(rawValue: element["kind"]?.string ?? "") ?? .pretrain
      let stageName = Self.folderName(index, element, kind)
      let layer = Self.layer(
        element, kind, index: index, name: stageName, folder: folder,
        before: stages.last { $0.kind != .evaluate }?.folderPath)
      if let model = element["model"] {
        base = ConfigLayers.merge(
          Self.object(["model": model], model.origin), over: base, in: ConfigSchema.root)
      }
      // Only the first stage starts from what the config names.
      if index == 1 { base["initialization"] = nil }
      do {
        let whole = ConfigLayers.merge(layer, over: base, in: ConfigSchema.root)
        stages.append(
          .init(
            kind: kind, name: stageName,
            resolved: try ConfigLoader.resolve(whole, name: stageName, kind: kind)))
      } catch {
        issues += error.issues.map { Self.placed($0, in: element, index) }
        if !issues.isEmpty { throw ConfigErrors(Self.distinct(issues)) }
      }
    }
    var head = JSONNode(.object([]), config.origin)
    head["name"] = JSONNode(.string(runName))
    for key in ["output", "seed", "threads"] { head[key] = stages[0].resolved.tree[key] }
    head["output"] = JSONNode(.string(output))
    return PipelineConfig(
      stages: stages, isStaged: true, folderPath: folder, origin: list.origin, head: head)
  }

  /// What is wrong with the list and with the keys that stand in each stage.
  private func stageIssues(_ list: JSONNode, _ config: JSONNode) -> [ConfigIssue] {
    var checker = ConfigChecker(root: ConfigSchema.root)
    var only = JSONNode(.object([]), config.origin)
    only["stages"] = Self.withStarts(list)
    _ = checker.complete(only, ConfigSchema.root, path: "", defaults: ConfigSchema.root.defaults)
    var issues = checker.issues
    for (index, stage) in list.elements.enumerated() where index > 0 {
      guard let start = stage["initialization"] else { continue }
      for key in ["from", "kind"] {
        guard let value = start[key] else { continue }
        let isGrowth = key == "kind" && value.string == "grown"
        if isGrowth || (key == "kind" && value.string == "checkpoint") { continue }
        issues.append(
          ConfigIssue(
            value.origin, key: "stages.\(index).initialization.\(key)",
            "cannot be chosen: a later stage starts from the weights of the stage before"))
      }
    }
    let names = list.elements.map { $0["name"]?.string ?? "" }
    for (index, name) in names.enumerated() where !PathText.canNameFolder("1-" + name) {
      issues.append(
        ConfigIssue(
          list.elements[index]["name"]?.origin ?? list.origin, key: "stages.\(index).name",
          "is \(JSONNode.quoted(name)); it ends the name of a folder, so it cannot hold /"))
    }
    return issues
  }

  /// `list` with the kind of each initialization that its place decides, as its keys depend on it.
  private static func withStarts(_ list: JSONNode) -> JSONNode {
    guard list.isList else { return list }
    let elements = list.elements.enumerated().map { index, stage in
      guard let start = stage["initialization"], case .object = start.value,
        start["kind"] == nil
      else { return stage }
      let isGrowth = stage["kind"]?.string == StageSettings.Kind.grow.rawValue
      guard isGrowth || index > 0 else { return stage }
      var result = stage
      result["initialization"]?["kind"] = JSONNode(
        .string(isGrowth ? "grown" : "checkpoint"), start.origin)
      return result
    }
    return JSONNode(.array(elements), list.origin)
  }

  /// The stage's own sections, and what its place decides.
  private static func layer(
    _ stage: JSONNode, _ kind: StageSettings.Kind, index: Int, name: String, folder: String,
    before: String?
  ) -> JSONNode {
    var layer = stage
    layer["kind"] = nil
    layer["name"] = JSONNode(.string(name), stage.origin)
    layer["output"] = JSONNode(.string(PipelineConfig.stagesPath(folder)), stage.origin)
    var start = layer["initialization"] ?? JSONNode(.object([]), stage.origin)
    if kind == .grow {
      start["kind"] = JSONNode(.string("grown"), stage.origin)
    } else if before != nil, start["kind"] == nil {
      start["kind"] = JSONNode(.string("checkpoint"), stage.origin)
    }
    if let before { start["from"] = JSONNode(.string(before), stage.origin) }
    if !start.members.isEmpty { layer["initialization"] = start }
    return layer
  }

  private static func folderName(
    _ index: Int, _ stage: JSONNode, _ kind: StageSettings.Kind
  ) -> String {
    let own = stage["name"]?.string ?? ""
    return "\(index + 1)-\(own.isEmpty ? kind.rawValue : own)"
  }

  /// An issue of a stage's config, named by its place in the list where the stage wrote the value.
  private static func placed(
    _ issue: ConfigIssue, in stage: JSONNode, _ index: Int
  ) -> ConfigIssue {
    guard stage.holds(issue.origin) else { return issue }
    return ConfigIssue(
      issue.origin, key: "stages.\(index)" + (issue.key.isEmpty ? "" : ".\(issue.key)"),
      issue.message, suggestion: issue.suggestion)
  }

  /// Sections that several stages share are complained about once.
  private static func distinct(_ issues: [ConfigIssue]) -> [ConfigIssue] {
    var seen: Set<String> = []
    return issues.filter { seen.insert($0.description).inserted }
  }

  private static func object(
    _ members: KeyValuePairs<String, JSONNode>, _ origin: ValueOrigin
  ) -> JSONNode {
    var node = JSONNode(.object([]), origin)
    for (key, value) in members { node[key] = value }
    return node
  }
}

extension JSONNode {
  /// Whether this is a list, empty or not.
  fileprivate var isList: Bool { if case .array = value { true } else { false } }

  /// Whether this value or one inside it comes from `origin`.
  fileprivate func holds(_ origin: ValueOrigin) -> Bool {
    self.origin == origin || elements.contains { $0.holds(origin) }
      || members.contains { $0.keyOrigin == origin || $0.node.holds(origin) }
  }
}
