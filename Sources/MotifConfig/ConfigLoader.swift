import Foundation
public import MotifCore
internal import MotifModel
internal import MotifOptimizer

/// Reads config files.
///
/// A config is made of layers, later ones over earlier ones: the defaults, what the file `extends`
/// (a preset or another file), the file, and `key.path=value` arguments. Everything wrong with it is
/// reported at once; only a syntax error hides what stands behind it.
public enum ConfigLoader {
  /// The config of one stage in the file `path`, changed by `overrides`.
  ///
  /// Throws `ConfigErrors` for a config with `stages`.
  public static func load(
    path: String, overrides: [String] = []
  ) throws(ConfigErrors) -> ResolvedConfig {
    try single(pipeline(path: path, overrides: overrides))
  }

  /// The config of one stage in `text`; `file` stands in messages, and relative paths start from its
  /// folder.
  public static func load(
    text: String, file: String, overrides: [String] = []
  ) throws(ConfigErrors) -> ResolvedConfig {
    try single(pipeline(text: text, file: file, overrides: overrides))
  }

  /// The stages of the config in the file `path`: one where it lists none.
  ///
  /// - Parameter run: the folder of a run that is continued, whatever name the config gives.
  package static func pipeline(
    path: String, overrides: [String] = [], run: String = ""
  ) throws(ConfigErrors) -> PipelineConfig {
    try PipelineLoader(
      node: ConfigFile.file(path), name: ConfigFile.name(of: path), overrides: overrides, run: run
    ).pipeline()
  }

  /// The stages of the config in `text`.
  package static func pipeline(
    text: String, file: String, overrides: [String] = []
  ) throws(ConfigErrors) -> PipelineConfig {
    try PipelineLoader(
      node: ConfigFile.text(text, file: file), name: ConfigFile.name(of: file),
      overrides: overrides, run: ""
    ).pipeline()
  }

  private static func single(_ pipeline: PipelineConfig) throws(ConfigErrors) -> ResolvedConfig {
    guard !pipeline.isStaged else {
      throw ConfigErrors([
        ConfigIssue(
          pipeline.origin, key: "stages",
          "lists stages, but one config is expected here; take a config without stages")
      ])
    }
    return pipeline.stages[0].resolved
  }

  /// The JSON Schema (draft 2020-12) of a config file, with the meaning of every key.
  public static func schema() -> String {
    ConfigSchema.root.jsonSchema(title: "Motif training config").text() + "\n"
  }

  /// `node` with every key, decoded and checked, as the config of a stage of kind `kind`.
  ///
  /// `rejected` was found wrong before.
  static func resolve(
    _ node: JSONNode, name: String, kind: StageSettings.Kind = .pretrain,
    rejected: [ConfigIssue] = []
  ) throws(ConfigErrors) -> ResolvedConfig {
    var checker = ConfigChecker(root: ConfigSchema.root)
    rejected.forEach { checker.report($0) }
    let defaults = defaults(for: node, name: name, kind: kind)
    var tree = checker.complete(node, ConfigSchema.root, path: "", defaults: defaults)
    // An empty name would put the run into the folder that all runs share.
    if tree["name"]?.string == "" { tree["name"] = defaults["name"] }
    shareVocabularySize(&tree, explicit: node["model"]?["vocab_size"], &checker)
    let config: TrainConfig
    do {
      config = try JSONDecoder().decode(TrainConfig.self, from: Data(tree.text().utf8))
    } catch {
      throw ConfigErrors(
        checker.issues + [ConfigIssue(node.origin, key: "", "cannot be decoded: \(error)")])
    }
    let issues = ConfigRules(config: config, tree: tree, checker: checker, kind: kind).checker
      .issues
    if !issues.isEmpty { throw ConfigErrors(issues) }
    tree["stages"] = nil
    return ResolvedConfig(config: config, tree: tree)
  }

  /// The schema's defaults with the model of the chosen preset, the run's name, and what is usual for a
  /// stage of that kind.
  private static func defaults(
    for node: JSONNode, name: String, kind: StageSettings.Kind
  ) -> JSONNode {
    var defaults = ConfigSchema.root.defaults
    defaults["name"] = JSONNode(.string(name))
    if kind == .finetune {
      defaults["schedule"] = ScheduleSettings.fineTuning.jsonNode
      // The bound on reasoning is one of pre-training.
      var data = defaults["data"], mixture = data?["mixture"]
      mixture?["reasoning"] = JSONNode(.string(""))
      data?["mixture"] = mixture
      defaults["data"] = data
    }
    let precision = node["precision"].map(PrecisionSettings.section.unfolded)?["preset"]?.string
    if let preset = precision.flatMap(PrecisionSettings.Preset.init) {
      defaults["precision"] = PrecisionSettings(preset).jsonNode
        .relabelled(.preset(preset.rawValue))
    }
    var settings = ModelSettings()
    guard let preset = node["model"]?["preset"]?.string, let config = ModelPresets.named(preset)
    else { return defaults }
    settings.preset = preset
    settings.config = config
    defaults["model"] = settings.jsonNode.relabelled(.preset(preset))
    return defaults
  }

  /// Tokenizer and model have one vocabulary size: the tokenizer's where it is set.
  private static func shareVocabularySize(
    _ tree: inout JSONNode, explicit: JSONNode?, _ checker: inout ConfigChecker
  ) {
    guard let wanted = tree["tokenizer"]?["vocabSize"], let size = wanted.integer,
      let model = tree["model"]?["vocab_size"]
    else { return }
    let (key, place) = size == 0 ? ("model.vocab_size", model) : ("tokenizer.vocabSize", wanted)
    if let count = place.integer, count < 257, checker.isSound(key) {
      checker.report(
        ConfigIssue(
          place.origin, key: key,
          "is \(count); 256 bytes and the end-of-text token need at least 257"))
    }
    if size == 0 {
      tree["tokenizer"]?["vocabSize"] = model
    } else if let explicit, let given = explicit.integer, given != size {
      checker.report(
        ConfigIssue(
          wanted.origin, key: "tokenizer.vocabSize",
          "is \(size), but model.vocab_size is \(given); set one of them"))
    } else {
      tree["model"]?["vocab_size"] = wanted
    }
  }
}
